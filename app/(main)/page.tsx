import Link from "next/link";
import { ProposalRow } from "@/components/declarations/proposal-row";
import { GrantRow } from "@/components/grants/grant-row";
import { StandInWords } from "@/components/people/stand-in-words";
import { RequestRow } from "@/components/requests/request-row";
import { ReviewsWaiting } from "@/components/reviews/reviews-waiting";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState, Notice, PageHeader, Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { listGrants } from "@/lib/grants/queries";
import { listProposals } from "@/lib/proposals/queries";
import { listRequests } from "@/lib/requests/queries";
import { listReviews } from "@/lib/reviews/queries";
import { listServices } from "@/lib/services/queries";
import { listStandIns } from "@/lib/stand-ins/queries";
import { requireSession } from "../_lib/session";
import { FavouriteRow } from "./services/_components/favourite-row";

export default async function HomePage() {
  const { ctx, principal } = await requireSession("/");
  const [waiting, proposals, reviews, held, asked, standIns, favourites] = await Promise.all([
    listRequests(ctx, { decidable: "true", limit: 5 }),
    listProposals(ctx, { decidable: "true", limit: 5 }),
    listReviews(ctx, { mine: "true", limit: 5 }),
    listGrants(ctx, { mine: "true", status: "active", limit: 5 }),
    listRequests(ctx, { mine: "true", status: "pending", limit: 5 }),
    listStandIns(ctx, { mine: "true", current: "true", limit: 5 }),
    listServices(ctx, { favourite: "true", limit: 10 }),
  ]);
  const nothing = [waiting, proposals, reviews, held, asked].every((page) => page.items.length === 0);
  return (
    <>
      <PageHeader
        title={`Hello, ${principal.name.split(" ")[0]}`}
        action={
          <ButtonLink href="/services" look={nothing ? "secondary" : "primary"}>
            Find a service
          </ButtonLink>
        }
      />
      {standIns.items.map((standIn) => (
        <Notice key={standIn.id} title={<StandInWords standIn={standIn} selfId={principal.id} />}>
          <Link href="/absence" className="underline underline-offset-2">
            Absence
          </Link>
        </Notice>
      ))}
      {waiting.items.length + proposals.items.length > 0 ? (
        <Section title="Waits for you to decide" aside={<Link href="/inbox">Open the inbox</Link>}>
          <Rows label="Waits for you to decide">
            {waiting.items.map((request) => (
              <RequestRow key={request.id} request={request} showRequester />
            ))}
            {proposals.items.map((proposal) => (
              <ProposalRow key={proposal.id} proposal={proposal} />
            ))}
          </Rows>
        </Section>
      ) : null}
      <ReviewsWaiting reviews={reviews.items} />
      {held.items.length > 0 ? (
        <Section title="You hold now" aside={<Link href="/access">All my access</Link>}>
          <Rows label="You hold now">
            {held.items.map((grant) => (
              <GrantRow key={grant.id} grant={grant} showHolder={false} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {asked.items.length > 0 ? (
        <Section title="You asked for">
          <Rows label="You asked for">
            {asked.items.map((request) => (
              <RequestRow key={request.id} request={request} showRequester={false} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {favourites.items.length > 0 ? (
        <Section title="Favourites" aside={<Link href="/services?show=favourite">All favourites</Link>}>
          <Rows label="Favourites">
            {favourites.items.map((service) => (
              <FavouriteRow key={service.id} service={service} />
            ))}
          </Rows>
        </Section>
      ) : null}
      {nothing ? (
        <EmptyState
          title="You hold nothing now, and nothing waits for you"
          action={
            <ButtonLink href="/services" look="primary">
              Find a service
            </ButtonLink>
          }
        >
          What you ask for, hold and have to decide is shown here. Begin with the service that you need to get
          into.
        </EmptyState>
      ) : null}
    </>
  );
}
