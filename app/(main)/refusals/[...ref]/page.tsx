import type { Metadata } from "next";
import Link from "next/link";
import { RefusalRow } from "@/components/refusals/refusal-row";
import { EmptyState, PageHeader } from "@/components/ui/layout";
import { NextPage, Rows } from "@/components/ui/rows";
import { listRefusals } from "@/lib/assertions/list-refusals";
import { getService } from "@/lib/services/queries";
import { hrefOf, readQuery, type SearchParams } from "../../../_lib/query";
import { type RefProps, refOf } from "../../../_lib/ref";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { lookerAt } from "../../_refusals/looker-at";

export const metadata: Metadata = { title: "Who is being refused" };

interface Props extends RefProps {
  searchParams: SearchParams;
}

export default async function RefusalsPage({ params, searchParams }: Props) {
  const ref = await refOf(params);
  const { cursor } = await readQuery(searchParams, "cursor");
  const here = `/refusals/${ref}`;
  const session = await requireSession(here);
  const service = await visible(getService(session.ctx, ref));
  const [refusals, looker] = await Promise.all([
    visible(listRefusals(session.ctx, service.ref, { cursor })),
    lookerAt(session, service),
  ]);
  const seesAll = service.abilities.includes("see-refusals");
  return (
    <>
      <PageHeader
        back={{ href: `/services/${service.ref}`, label: service.title }}
        title={seesAll ? "Who is being refused, and why" : "Your calls that were refused, and why"}
        lead={`What ${service.title} refused in the last seven days, as it says, held against what we issued and what is declared.`}
      />
      {refusals.items.length > 0 ? (
        <>
          <Rows label="Refused calls">
            {refusals.items.map((refusal) => (
              <RefusalRow key={refusal.id} refusal={refusal} looker={looker} showWho={seesAll} />
            ))}
          </Rows>
          <NextPage href={refusals.nextCursor && hrefOf(here, { cursor: refusals.nextCursor })} />
          <p className="mt-6 text-[13px] text-muted">
            Each of them is in the{" "}
            <Link
              href={hrefOf("/audit", { service: service.ref, action: "assertion.failed" })}
              className="underline underline-offset-2"
            >
              audit log
            </Link>
            ; equal calls of a minute are counted there.
          </p>
        </>
      ) : (
        <EmptyState title={cursor ? "Nothing older" : "Nothing was reported"}>
          {cursor
            ? "That was all of the last seven days."
            : `${service.title} reported no refused call of ${seesAll ? "anybody" : "yours"} in seven days. Services report through our packages or the proxy that asks us; one that does not report refuses without our knowing.`}
        </EmptyState>
      )}
    </>
  );
}
