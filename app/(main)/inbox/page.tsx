import type { Metadata } from "next";
import { ProposalRow } from "@/components/declarations/proposal-row";
import { ReviewsWaiting } from "@/components/reviews/reviews-waiting";
import { EmptyState, PageHeader, Section } from "@/components/ui/layout";
import { NextPage, Rows } from "@/components/ui/rows";
import { listProposals } from "@/lib/proposals/queries";
import { listRequests } from "@/lib/requests/queries";
import type { RequestView } from "@/lib/requests/view";
import { listReviews } from "@/lib/reviews/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import type { InboxItem } from "./_components/inbox-item";
import { InboxList } from "./_components/inbox-list";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage({ searchParams }: { searchParams: SearchParams }) {
  const { ctx, principal } = await requireSession("/inbox");
  const { cursor } = await readQuery(searchParams, "cursor");
  const [page, proposals, reviews] = await Promise.all([
    visible(listRequests(ctx, { decidable: "true", limit: 50, ...(cursor ? { cursor } : {}) })),
    listProposals(ctx, { decidable: "true", limit: 50 }),
    listReviews(ctx, { mine: "true", limit: 50 }),
  ]);
  return (
    <>
      <PageHeader
        title="Inbox"
        lead="What you can decide now, soonest to close first. It leaves this list when it is decided, by you or by somebody else."
      />
      {proposals.items.length > 0 ? (
        <Section title="Declarations that open more than before">
          <Rows label="Declarations that open more than before">
            {proposals.items.map((proposal) => (
              <ProposalRow key={proposal.id} proposal={proposal} />
            ))}
          </Rows>
        </Section>
      ) : null}
      <ReviewsWaiting reviews={reviews.items} />
      <InboxList
        items={page.items.map(itemOf)}
        viewerId={principal.id}
        empty={
          proposals.items.length + reviews.items.length > 0 ? null : (
            <EmptyState title="Nothing waits for you">
              Requests appear here when the declaration of a service names you, or a group that you are in, as
              an approver.
            </EmptyState>
          )
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
  because: request.yourPart?.because ?? null,
  claims: request.claims,
});
