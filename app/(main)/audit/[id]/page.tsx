import type { Metadata } from "next";
import { EventRow } from "@/components/audit/event-row";
import { Sentence } from "@/components/audit/sentence";
import { Code } from "@/components/ui/code";
import { CodeBlock } from "@/components/ui/copy-button";
import { Id } from "@/components/ui/id";
import { Card, Facts, PageHeader, Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { StatusBadge } from "@/components/ui/status";
import { ExactTime } from "@/components/ui/time";
import { getAuditEvent } from "@/lib/audit/queries";
import type { AuditEventDetail } from "@/lib/audit/view";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";

export const metadata: Metadata = { title: "Event" };

export default async function EventPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { ctx } = await requireSession(`/audit/${id}`);
  const event = await visible(getAuditEvent(ctx, id));
  return (
    <>
      <PageHeader
        back={{ href: "/audit", label: "Audit" }}
        title={
          <span className="font-normal text-xl">
            <Sentence event={event} isLinked />
          </span>
        }
      />
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0">
          <Section title="Everything that was recorded">
            <CodeBlock label="Entry" code={JSON.stringify(JSON.parse(event.entry), null, 2)} />
          </Section>
        </div>
        <aside className="min-w-0">
          <Section title="Event">
            <Card>
              <Facts items={factsOf(event)} />
            </Card>
          </Section>
        </aside>
      </div>
      {event.newer.length > 0 ? (
        <Section title="After it">
          <Rows label="After it">
            {event.newer.map((each) => (
              <EventRow key={each.id} event={each} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {event.older.length > 0 ? (
        <Section title="Before it">
          <Rows label="Before it">
            {event.older.map((each) => (
              <EventRow key={each.id} event={each} />
            ))}
          </Rows>
        </Section>
      ) : null}
    </>
  );
}

function factsOf(event: AuditEventDetail) {
  const ids = { Event: event.id, Actor: event.actor.id, Subject: event.subject, Request: event.requestId };
  return [
    { name: "When", value: <ExactTime at={event.at} /> },
    { name: "Outcome", value: <StatusBadge status={event.outcome} /> },
    { name: "Action", value: <Code>{event.action}</Code> },
    ...Object.entries({ ...ids, Access: event.grantId, Call: event.httpRequestId }).flatMap(
      ([name, value]) => (value ? [{ name, value: <Id value={value} /> }] : []),
    ),
  ];
}
