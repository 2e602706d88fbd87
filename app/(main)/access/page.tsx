import type { Metadata } from "next";
import { GrantRow } from "@/components/grants/grant-row";
import { RequestRow } from "@/components/requests/request-row";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState, PageHeader, Section } from "@/components/ui/layout";
import { NextPage, Rows } from "@/components/ui/rows";
import { listGrants } from "@/lib/grants/queries";
import { findRequests, listRequests } from "@/lib/requests/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { ActiveGrant } from "./_components/active-grant";
import { AskAgain } from "./_components/ask-again";

export const metadata: Metadata = { title: "My access" };

export default async function MyAccessPage({ searchParams }: { searchParams: SearchParams }) {
  const { ctx } = await requireSession("/access");
  const { held, asked } = await readQuery(searchParams, "held", "asked");
  const [active, scheduled, waiting, forOthers, grants, requests] = await Promise.all([
    listGrants(ctx, { mine: "true", status: "active", limit: 50 }),
    listGrants(ctx, { mine: "true", status: "scheduled", limit: 50 }),
    listRequests(ctx, { mine: "true", status: "pending", limit: 50 }),
    listRequests(ctx, { askedForOthers: "true", limit: 5 }),
    visible(listGrants(ctx, { mine: "true", limit: 30, ...(held ? { cursor: held } : {}) })),
    visible(listRequests(ctx, { mine: "true", limit: 30, ...(asked ? { cursor: asked } : {}) })),
  ]);
  const ended = grants.items.filter((grant) => grant.status === "expired" || grant.status === "revoked");
  const askedFor = await findRequests(
    ctx,
    ended.map(({ requestId }) => requestId),
  );
  const refused = requests.items.filter((request) => !["pending", "approved"].includes(request.status));
  const older = (page: { held?: string; asked?: string }) => hrefOf("/access", { held, asked, ...page });
  return (
    <>
      <PageHeader title="My access" />
      <Section title="Active now">
        {active.items.length === 0 ? (
          <EmptyState
            title="You hold no access now"
            action={<ButtonLink href="/services">Find a service</ButtonLink>}
          >
            What you are granted appears here the moment it starts, with the time that is left.
          </EmptyState>
        ) : (
          <ul aria-label="Active now" className="grid gap-3 lg:grid-cols-2">
            {active.items.map((grant) => (
              <ActiveGrant key={grant.id} grant={grant} />
            ))}
          </ul>
        )}
      </Section>
      {waiting.items.length > 0 ? (
        <Section title="Waiting for a decision">
          <Rows label="Waiting for a decision">
            {waiting.items.map((request) => (
              <RequestRow key={request.id} request={request} showRequester={false} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {forOthers.items.length > 0 ? (
        <Section title="You asked for others">
          <Rows label="You asked for others">
            {forOthers.items.map((request) => (
              <RequestRow key={request.id} request={request} showRequester />
            ))}
          </Rows>
        </Section>
      ) : null}
      {scheduled.items.length > 0 ? (
        <Section title="Scheduled">
          <Rows label="Scheduled">
            {scheduled.items.map((grant) => (
              <GrantRow key={grant.id} grant={grant} showHolder={false} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {ended.length > 0 || grants.nextCursor ? (
        <Section title="Ended">
          <Rows label="Ended">
            {ended.map((grant) => (
              <GrantRow
                key={grant.id}
                grant={grant}
                showHolder={false}
                action={<AskAgain of={grant} request={askedFor.find(({ id }) => id === grant.requestId)} />}
              />
            ))}
          </Rows>
          <NextPage href={grants.nextCursor ? older({ held: grants.nextCursor }) : null} />
        </Section>
      ) : null}
      {refused.length > 0 || requests.nextCursor ? (
        <Section title="Not granted">
          <Rows label="Not granted">
            {refused.map((request) => (
              <RequestRow
                key={request.id}
                request={request}
                showRequester={false}
                action={<AskAgain of={request} request={request} />}
              />
            ))}
          </Rows>
          <NextPage href={requests.nextCursor ? older({ asked: requests.nextCursor }) : null} />
        </Section>
      ) : null}
    </>
  );
}
