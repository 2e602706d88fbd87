import type { Metadata } from "next";
import { EmptyState, Notice, PageHeader, Section } from "@/components/ui/layout";
import { listSchedules } from "@/lib/on-call/queries";
import { listDestinations, listStuckMessages } from "@/lib/outbox/queries";
import { listSources } from "@/lib/sources/queries";
import { listKeys, nextRotation } from "@/lib/tokens/list-keys";
import { readBacklog } from "@/lib/worker/backlog";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { Destinations } from "./_components/destinations";
import { RotateKeys } from "./_components/key-actions";
import { Keys } from "./_components/keys";
import { OnCallCard } from "./_components/on-call-card";
import { SourceCard } from "./_components/source-card";
import { troublesOf } from "./_components/troubles";

export const metadata: Metadata = { title: "Sources and health" };

export default async function SourcesPage() {
  const { ctx, platformRoles } = await requireSession("/sources");
  const isAdmin = platformRoles.includes("admin");
  const [sources, destinations, keys, backlog, schedules] = await visible(
    Promise.all([
      listSources(ctx),
      listDestinations(ctx),
      listKeys(ctx),
      readBacklog(ctx.runtime.pool),
      listSchedules(ctx),
    ]),
  );
  const states = await Promise.all(
    destinations.map(async (destination) => ({
      destination,
      stuck: destination.lastError === null ? [] : await listStuckMessages(ctx, destination.name, 20),
    })),
  );
  return (
    <>
      <PageHeader
        title="Sources and health"
        lead="Where declarations come from, and whether all of it works."
      />
      {troublesOf({ sources, destinations, keys, backlog, now: Date.now() }).map((trouble) => (
        <Notice key={trouble.title} hue={trouble.hue} title={trouble.title}>
          {trouble.text}
        </Notice>
      ))}
      <Section title="Sources" aside={sources.length > 0 ? sources.length : undefined}>
        {sources.length === 0 ? (
          <EmptyState title="No source is registered">
            Name a folder or a git repository of OAM Applications under “sources” in daypass.yaml. Its
            services appear in the catalogue at once.
          </EmptyState>
        ) : (
          <ul className="grid gap-3">
            {sources.map((source) => (
              <SourceCard key={source.name} source={source} />
            ))}
          </ul>
        )}
      </Section>
      {schedules.length > 0 ? (
        <Section title="On-call schedules" aside={schedules.length}>
          <ul className="grid gap-3">
            {schedules.map((schedule) => (
              <li key={schedule.name}>
                <OnCallCard schedule={schedule} />
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title="Who is told of changes">
        <Destinations states={states} />
      </Section>
      <Section title="Signing keys" aside={isAdmin ? <RotateKeys /> : undefined}>
        <Keys keys={keys} next={nextRotation(keys)} withdrawable={isAdmin} />
      </Section>
    </>
  );
}
