import type { Metadata } from "next";
import { GrantRow } from "@/components/grants/grant-row";
import { Person } from "@/components/people/person";
import { RequestRow, RoleWords } from "@/components/requests/request-row";
import { ButtonLink } from "@/components/ui/button";
import { Id } from "@/components/ui/id";
import { Card, Facts, Notice, PageHeader, Rows, Section } from "@/components/ui/layout";
import { RiskTag, StatusBadge } from "@/components/ui/status";
import { Countdown, ExactTime, RelativeTime } from "@/components/ui/time";
import { durationWords, permissionWords } from "@/lib/declarations/describe";
import { findGrant, listGrants } from "@/lib/grants/queries";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { readQuery, type SearchParams } from "../../../_lib/query";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";
import { CancelButton } from "./_components/cancel-button";
import { DecisionButtons } from "./_components/decision-buttons";
import { Stages } from "./_components/stages";
import { Timeline } from "./_components/timeline";

export const metadata: Metadata = { title: "Request" };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function RequestPage({ params, searchParams }: Props) {
  const { id } = await params;
  const { decide } = await readQuery(searchParams, "decide");
  const { ctx, principal } = await requireSession(`/requests/${id}`);
  const request = await visible(getRequest(ctx, id));
  const [grant, earlier, live] = await Promise.all([
    request.grantId ? findGrant(ctx, request.grantId) : null,
    listRequests(ctx, { service: request.service, limit: 50 }),
    listGrants(ctx, { service: request.service, status: "active", limit: 50 }),
  ]);
  const before = earlier.items
    .filter((other) => other.requester.id === request.requester.id && other.id !== request.id)
    .slice(0, 5);
  const covers = live.items.filter(
    (other) => other.principal.id === request.requester.id && other.id !== request.grantId,
  );
  const mine = request.requester.id === principal.id;
  const opened = decide === "approve" || decide === "deny" || decide === "shorten" ? decide : null;
  const words = `${mine ? "your" : `${request.requester.name}'s`} request for ${request.role} on ${request.serviceTitle}`;
  return (
    <>
      <PageHeader
        title={
          <span className="font-normal">
            <span className="font-semibold">{mine ? "You ask" : `${request.requester.name} asks`}</span> for{" "}
            <RoleWords {...request} /> for{" "}
            <span className="font-semibold">{durationWords(request.effectiveDurationSeconds)}</span>
          </span>
        }
      />
      <div className="mb-6 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
        <StatusBadge status={request.status} />
        <RiskTag risk={request.risk} />
        <span className="text-muted">
          {request.status === "pending" ? (
            <>
              closes by itself in <Countdown until={request.pendingUntil} />
            </>
          ) : (
            <>
              {request.status} <RelativeTime at={request.closedAt ?? request.createdAt} />
            </>
          )}
        </span>
      </div>
      {request.declarationChanged ? (
        <Notice hue="pending" title="The declaration changed since this was asked">
          Where the two differ, the stricter rule applies.
        </Notice>
      ) : null}
      <DecisionButtons
        request={{ id: request.id, words, effectiveDurationSeconds: request.effectiveDurationSeconds }}
        abilities={request.abilities}
        askedAs={request.yourPart?.askedAs ?? null}
        opened={opened}
        moot={
          request.status === "pending"
            ? (request.yourPart?.whyNot ?? null)
            : `It was ${request.status} meanwhile.`
        }
      />
      {request.status === "pending" && !mine && request.yourPart?.whyNot ? (
        <p className="mb-6 text-muted text-sm">{request.yourPart.whyNot}</p>
      ) : null}
      {grant && mine && grant.status === "active" ? (
        <Card className="mb-6 flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm">
            You have access. <Countdown until={grant.endsAt} /> left.
          </p>
          <ButtonLink href={`/grants/${grant.id}`} look="primary">
            Use it
          </ButtonLink>
        </Card>
      ) : null}
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div>
          <Section title="Why">
            <p className="whitespace-pre-wrap break-words">{request.justification}</p>
            {request.ticket ? <p className="mt-1 text-muted text-sm">Ticket {request.ticket}</p> : null}
          </Section>
          <Stages request={request} />
          <Timeline request={request} grant={grant} />
          {covers.length > 0 ? (
            <Section title={mine ? "You hold here already" : `${request.requester.name} holds here already`}>
              <Rows label="Held already">
                {covers.map((other) => (
                  <GrantRow key={other.id} grant={other} showHolder={false} />
                ))}
              </Rows>
            </Section>
          ) : null}
          {before.length > 0 ? (
            <Section title="Asked here before">
              <Rows label="Asked here before">
                {before.map((other) => (
                  <RequestRow key={other.id} request={other} showRequester={false} />
                ))}
              </Rows>
            </Section>
          ) : null}
        </div>
        <aside>
          <Section title={request.status === "approved" ? "What was granted" : "What would be granted"}>
            <Card className="grid gap-3">
              <ul className="grid list-disc gap-0.5 pl-5 text-sm marker:text-muted">
                {permissionWords({ ...request.grants, authorizationDetails: [] }).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
              <Facts
                items={[
                  { name: "For", value: <Person {...request.requester} /> },
                  { name: "Asked", value: durationWords(request.durationSeconds) },
                  ...(request.effectiveDurationSeconds === request.durationSeconds
                    ? []
                    : [
                        {
                          name: request.status === "approved" ? "Granted" : "At most",
                          value: durationWords(request.effectiveDurationSeconds),
                        },
                      ]),
                  ...(request.startsAt
                    ? [{ name: "Starts", value: <ExactTime at={request.startsAt} /> }]
                    : []),
                  ...(request.cappedBy ? [{ name: "Cut by", value: request.cappedBy }] : []),
                  { name: "Id", value: <Id value={request.id} /> },
                ]}
              />
            </Card>
          </Section>
          <div className="grid justify-items-start gap-2">
            {request.abilities.includes("cancel") ? <CancelButton id={request.id} /> : null}
            <ButtonLink href={`/services/${request.service}`} look="quiet" size="sm">
              {request.serviceTitle}
            </ButtonLink>
            <ButtonLink href={`/audit?requestId=${request.id}`} look="quiet" size="sm">
              In the audit log
            </ButtonLink>
          </div>
        </aside>
      </div>
    </>
  );
}
