import type { Metadata } from "next";
import { GrantRow } from "@/components/grants/grant-row";
import { RequestRow, RoleWords } from "@/components/requests/request-row";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState, NextPage, PageHeader, Rows, Section } from "@/components/ui/layout";
import { Countdown } from "@/components/ui/time";
import { listGrants } from "@/lib/grants/queries";
import type { GrantView } from "@/lib/grants/view";
import { listRequests } from "@/lib/requests/queries";
import { requireSession } from "../../_lib/session";
import { EndAccess } from "../_grants/end-access";

export const metadata: Metadata = { title: "My access" };

export default async function MyAccessPage({ searchParams }: { searchParams: Promise<{ cursor?: string }> }) {
  const { ctx } = await requireSession("/access");
  const { cursor } = await searchParams;
  const [active, scheduled, waiting, history] = await Promise.all([
    listGrants(ctx, { mine: "true", status: "active", limit: 50 }),
    listGrants(ctx, { mine: "true", status: "scheduled", limit: 50 }),
    listRequests(ctx, { mine: "true", status: "pending", limit: 50 }),
    listRequests(ctx, { mine: "true", limit: 30, ...(cursor ? { cursor } : {}) }),
  ]);
  const past = history.items.filter((request) => request.status !== "pending");
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
          <ul aria-label="Active now" className="grid gap-3 sm:grid-cols-2">
            {active.items.map((grant) => (
              <ActiveGrant key={grant.id} grant={grant} />
            ))}
          </ul>
        )}
      </Section>
      {waiting.items.length > 0 ? (
        <Section title="Waiting">
          <Rows label="Waiting">
            {waiting.items.map((request) => (
              <RequestRow key={request.id} request={request} showRequester={false} />
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
      {past.length > 0 ? (
        <Section title="History">
          <ul aria-label="History" className="grid gap-2">
            {past.map((request) => (
              <li key={request.id} className="flex items-center gap-2">
                <div className="min-w-0 grow">
                  <Rows label={`${request.role} on ${request.service.title}`}>
                    <RequestRow request={request} showRequester={false} />
                  </Rows>
                </div>
                <ButtonLink
                  look="quiet"
                  size="sm"
                  href={`/ask?${new URLSearchParams({ service: request.service.ref, role: request.role, ...(request.environment ? { environment: request.environment } : {}) })}`}
                >
                  Ask again
                </ButtonLink>
              </li>
            ))}
          </ul>
          <NextPage
            href={
              history.nextCursor ? `/access?${new URLSearchParams({ cursor: history.nextCursor })}` : null
            }
          />
        </Section>
      ) : null}
    </>
  );
}

function ActiveGrant({ grant }: { grant: GrantView }) {
  return (
    <li className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <p className="text-sm">
        <RoleWords {...grant} />
      </p>
      <p className="tabular font-semibold text-3xl tracking-tight">
        <Countdown until={grant.endsAt} /> <span className="font-normal text-base text-muted">left</span>
      </p>
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={`/grants/${grant.id}`} look="primary" size="sm">
          Use it
        </ButtonLink>
        {grant.abilities.includes("give-back") ? (
          <EndAccess id={grant.id} kind="give-back" words={`${grant.role} on ${grant.service.title}`} />
        ) : null}
      </div>
    </li>
  );
}
