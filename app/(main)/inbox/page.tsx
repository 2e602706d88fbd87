import type { Metadata } from "next";
import { ProposalRow } from "@/components/declarations/proposal-row";
import { ReviewsWaiting } from "@/components/reviews/reviews-waiting";
import { EmptyState, PageHeader, Section } from "@/components/ui/layout";
import { NextPage, Rows } from "@/components/ui/rows";
import { listProposals } from "@/lib/proposals/queries";
import { type InboxEntry, listInbox } from "@/lib/requests/list-inbox";
import { listReviews } from "@/lib/reviews/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { SomebodyElse } from "../_step-up/somebody-else";
import { InboxFilters } from "./_components/inbox-filters";
import type { InboxItem } from "./_components/inbox-item";
import { InboxList } from "./_components/inbox-list";

export const metadata: Metadata = { title: "Inbox" };

export default async function InboxPage({ searchParams }: { searchParams: SearchParams }) {
  const { ctx, principal } = await requireSession("/inbox");
  const { cursor, as, ...query } = await readQuery(
    searchParams,
    "cursor",
    "as",
    "service",
    "role",
    "requester",
  );
  if (as && as !== principal.id) return <SomebodyElse name={principal.name} href="/inbox" />;
  const [page, proposals, reviews] = await Promise.all([
    visible(listInbox(ctx, { ...query, cursor, limit: 50 })),
    listProposals(ctx, { decidable: "true", limit: 50 }),
    listReviews(ctx, { mine: "true", limit: 50 }),
  ]);
  const items = page.items.map((entry) => itemOf(entry, page.items));
  const href = hrefOf("/inbox", { ...query, cursor });
  const isCut = Object.keys(query).length > 0;
  return (
    <>
      <PageHeader
        title="Inbox"
        lead="What you can decide now, most urgent first. It leaves this list when it is decided, by you or by somebody else."
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
      <InboxFilters items={items} query={query} />
      {/* Another filter or page is another list: what is not in it was not handled meanwhile. */}
      <InboxList
        key={href}
        href={href}
        hasReturned={as !== undefined}
        items={items}
        viewerId={principal.id}
        empty={
          proposals.items.length + reviews.items.length > 0 && !isCut ? null : (
            <EmptyState title={isCut ? "Nothing like this waits for you" : "Nothing waits for you"}>
              Requests appear here when the declaration of a service names you, or a group that you are in, as
              an approver.
            </EmptyState>
          )
        }
      />
      <NextPage href={page.nextCursor ? hrefOf("/inbox", { ...query, cursor: page.nextCursor }) : null} />
    </>
  );
}

const itemOf = ({ request, urgency, known }: InboxEntry, all: readonly InboxEntry[]): InboxItem => ({
  id: request.id,
  together: all.filter(
    (other) =>
      request.bundleId !== null &&
      other.request.bundleId === request.bundleId &&
      other.request.id !== request.id,
  ).length,
  ask: {
    requester: request.requester,
    askedBy: request.askedBy,
    extends: request.extends,
    role: request.role,
    serviceTitle: request.serviceTitle,
    environment: request.environment,
    effectiveDurationSeconds: request.effectiveDurationSeconds,
  },
  serviceRef: request.service,
  risk: request.risk,
  justification: request.justification,
  ticket: request.ticket,
  pendingUntil: request.pendingUntil,
  because: request.yourPart?.because ?? null,
  known,
  claims: request.claims,
  abilities: request.abilities,
  urgency,
  stepUp: request.stepUp,
});
