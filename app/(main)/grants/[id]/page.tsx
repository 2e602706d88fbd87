import type { Metadata } from "next";
import Link from "next/link";
import { InUse } from "@/components/grants/in-use";
import { StillUsed } from "@/components/grants/still-used";
import { Person } from "@/components/people/person";
import { RoleWords } from "@/components/requests/request-row";
import { Code } from "@/components/ui/code";
import { Id } from "@/components/ui/id";
import { Card, Facts, PageHeader, Section } from "@/components/ui/layout";
import { StatusBadge } from "@/components/ui/status";
import { Countdown, ExactTime, RelativeTime } from "@/components/ui/time";
import { durationWords } from "@/lib/declarations/describe";
import { listDelegations } from "@/lib/delegations/queries";
import { getGrant } from "@/lib/grants/queries";
import type { GrantView } from "@/lib/grants/view";
import { demandsKey } from "@/lib/tokens/mint-for-grant";
import { hrefOf, readQuery, type SearchParams } from "../../../_lib/query";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { EndAccess } from "../../_grants/end-access";
import { ExtendAccess } from "../../_grants/extend-access";
import { SomebodyElse } from "../../_step-up/somebody-else";
import { UseIt } from "./_components/use-it";
import { WhoActs } from "./_components/who-acts";

export const metadata: Metadata = { title: "Access" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

/** `?extend=1` opens the question at once, for whom a notice sent here. */
export default async function GrantPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { extend, as } = await readQuery(searchParams, "extend", "as");
  const { ctx, principal } = await requireSession(hrefOf(`/grants/${id}`, { extend, as }));
  if (as && as !== principal.id) return <SomebodyElse name={principal.name} href="/access" />;
  const grant = await visible(getGrant(ctx, id));
  const words = `${grant.role} on ${grant.serviceTitle}`;
  const usable = grant.abilities.includes("use");
  const bound = usable && (await demandsKey(ctx, grant.service));
  // Only the first page of them: more than that, within minutes, is nothing that a person ends one by one.
  const acting =
    grant.principal.id === principal.id
      ? (await listDelegations(ctx, { grantId: id, limit: 200 })).items
      : [];
  return (
    <>
      <PageHeader
        back={{ href: `/requests/${grant.requestId}`, label: "The request" }}
        title={
          <span className="font-normal">
            {usable ? "" : <span className="font-semibold">{grant.principal.name}: </span>}
            <RoleWords {...grant} />
          </span>
        }
      />
      <div className="mb-6 flex flex-wrap items-center gap-3">
        <StatusBadge status={grant.status} />
        {grant.status === "active" ? (
          <span className="tabular font-semibold text-xl">
            <Countdown until={grant.endsAt} /> <span className="font-normal text-base text-muted">left</span>
          </span>
        ) : null}
        <StillUsed grant={grant} />
        {grant.status === "scheduled" ? (
          <span className="text-sm">
            starts <RelativeTime at={grant.startsAt} />
          </span>
        ) : null}
        <span className="ml-auto flex gap-2">
          {grant.principal.id === principal.id ? (
            <ExtendAccess grant={grant} opened={extend !== undefined} />
          ) : null}
          {grant.abilities.includes("give-back") ? (
            <EndAccess id={grant.id} kind="give-back" words={words} />
          ) : null}
          {grant.abilities.includes("revoke") && !grant.abilities.includes("give-back") ? (
            <EndAccess id={grant.id} kind="revoke" words={words} holder={grant.principal.name} />
          ) : null}
        </span>
      </div>
      {usable ? (
        <Section title="Use it">
          <UseIt
            grantId={grant.id}
            bound={bound}
            audience={grant.service}
            environment={grant.environment}
            baseUrl={ctx.runtime.config.baseUrl}
          />
        </Section>
      ) : null}
      <WhoActs delegations={acting} />
      <Section title="What it is">
        <Card>
          <Facts items={factsOf(grant)} />
        </Card>
      </Section>
      <Link
        href={`/audit?grantId=${grant.id}`}
        className="text-accent text-sm underline-offset-2 hover:underline"
      >
        In the audit log
      </Link>
    </>
  );
}

function factsOf(grant: GrantView) {
  return [
    { name: "Holder", value: <Person {...grant.principal} /> },
    {
      name: "Service",
      value: (
        <Link href={`/services/${grant.service}`} className="underline-offset-2 hover:underline">
          {grant.serviceTitle}
        </Link>
      ),
    },
    {
      name: "Scopes",
      value: <Code>{grant.scopes.join(" ") || "none"}</Code>,
    },
    ...(grant.status === "scheduled" ? [] : [{ name: "Use", value: <InUse use={grant.use} /> }]),
    { name: "Starts", value: <ExactTime at={grant.startsAt} /> },
    { name: "Access ends", value: <ExactTime at={grant.endsAt} /> },
    ...grant.extensions.map((extension) => ({
      name: "Extended",
      value: (
        <Link href={`/requests/${extension.requestId}`} className="underline-offset-2 hover:underline">
          by {durationWords((Date.parse(extension.to) - Date.parse(extension.from)) / 1000)},{" "}
          <RelativeTime at={extension.at} />
        </Link>
      ),
    })),
    ...(grant.revokedAt
      ? [
          { name: "Revoked", value: <ExactTime at={grant.revokedAt} /> },
          { name: "By", value: grant.revokedBy ? <Person {...grant.revokedBy} /> : "Daypass" },
          { name: "Why", value: grant.revokeReason ?? "" },
        ]
      : []),
    { name: "Id", value: <Id value={grant.id} /> },
  ];
}
