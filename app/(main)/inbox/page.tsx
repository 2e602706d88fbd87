import type { Metadata } from "next";
import { EmptyState, PageHeader } from "@/components/ui/layout";
import { NextPage } from "@/components/ui/rows";
import { listRequests } from "@/lib/requests/queries";
import type { RequestView } from "@/lib/requests/view";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import type { InboxItem } from "./_components/inbox-item";
import { InboxList } from "./_components/inbox-list";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage({ searchParams }: { searchParams: SearchParams }) {
  const { ctx } = await requireSession("/inbox");
  const { cursor } = await readQuery(searchParams, "cursor");
  const page = await visible(
    listRequests(ctx, { decidable: "true", limit: 50, ...(cursor ? { cursor } : {}) }),
  );
  return (
    <>
      <PageHeader
        title="Inbox"
        lead="What you can decide now, soonest to close first. It leaves this list when it is decided, by you or by somebody else."
      />
      <InboxList
        items={page.items.map(itemOf)}
        empty={
          <EmptyState title="Nothing waits for you">
            Requests appear here when the declaration of a service names you, or a group that you are in, as
            an approver.
          </EmptyState>
        }
      />
      <NextPage href={page.nextCursor ? hrefOf("/inbox", { cursor: page.nextCursor }) : null} />
    </>
  );
}

const itemOf = (request: RequestView): InboxItem => ({
  id: request.id,
  requester: request.requester.name,
  role: request.role,
  service: request.serviceTitle,
  environment: request.environment,
  risk: request.risk,
  effectiveDurationSeconds: request.effectiveDurationSeconds,
  justification: request.justification,
  ticket: request.ticket,
  pendingUntil: request.pendingUntil,
  askedAs: request.yourPart?.askedAs ?? null,
});
