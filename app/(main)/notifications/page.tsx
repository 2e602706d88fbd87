import type { Metadata } from "next";
import { EmptyState, PageHeader, Section } from "@/components/ui/layout";
import { NextPage, Rows } from "@/components/ui/rows";
import { channelsOf } from "@/lib/notifications/channels";
import { personalChannels } from "@/lib/notifications/preferences";
import { getPreferences, listNotifications } from "@/lib/notifications/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { NotificationRow } from "./_components/notification-row";
import { PreferencesForm } from "./_components/preferences-form";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage({ searchParams }: { searchParams: SearchParams }) {
  const { cursor } = await readQuery(searchParams, "cursor");
  const { ctx, principal } = await requireSession(hrefOf("/notifications", { cursor }));
  const [page, preferences] = await visible(
    Promise.all([listNotifications(ctx, { cursor, limit: 15 }), getPreferences(ctx)]),
  );
  const channels = channelsOf(ctx.runtime);
  const reaching = personalChannels.filter((name) =>
    channels.some((channel) => channel.name === name && channel.reaches(principal)),
  );
  return (
    <>
      <PageHeader title="Notifications" lead="What you were told, and what reaches you outside Daypass." />
      <Section title="What you were told">
        {page.items.length === 0 ? (
          <EmptyState title="Nothing yet">
            When somebody waits for your yes, or something becomes of what you asked for, it is here.
          </EmptyState>
        ) : (
          <Rows label="What you were told">
            {page.items.map((item) => (
              <NotificationRow key={item.id} item={item} />
            ))}
          </Rows>
        )}
        <NextPage href={page.nextCursor && hrefOf("/notifications", { cursor: page.nextCursor })} />
      </Section>
      <Section title="What reaches you, and when">
        <PreferencesForm initial={preferences} channels={reaching} />
      </Section>
    </>
  );
}
