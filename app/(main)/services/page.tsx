import type { Metadata } from "next";
import { Button, ButtonLink } from "@/components/ui/button";
import { Chips } from "@/components/ui/chips";
import { Input } from "@/components/ui/field";
import { EmptyState, PageHeader } from "@/components/ui/layout";
import { NextPage } from "@/components/ui/rows";
import { listGrants } from "@/lib/grants/queries";
import { listServices } from "@/lib/services/queries";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { ServiceCard } from "./_components/service-card";

export const metadata: Metadata = { title: "Catalogue" };

export default async function CataloguePage({ searchParams }: { searchParams: SearchParams }) {
  const { q, show, cursor } = await readQuery(searchParams, "q", "show", "cursor");
  const { ctx } = await requireSession(hrefOf("/services", { q, show, cursor }));
  const filter = { ...(q ? { q } : {}), ...(isShow(show) ? { [show]: "true" } : {}) };
  const [page, mine] = await Promise.all([
    visible(listServices(ctx, { ...filter, ...(cursor ? { cursor } : {}), limit: 30 })),
    listGrants(ctx, { mine: "true", status: "active", limit: 200 }),
  ]);
  return (
    <>
      <PageHeader
        title="Catalogue"
        lead="Every service that a team has declared, and the roles that can be asked for."
      />
      <search className="mb-3 block">
        <form className="flex gap-2">
          <Input
            type="search"
            name="q"
            defaultValue={q}
            aria-label="Search services"
            placeholder="Search by service, role, team"
            className="h-10"
          />
          {show ? <input type="hidden" name="show" value={show} /> : null}
          <Button type="submit" className="h-10">
            Search
          </Button>
        </form>
      </search>
      <Chips
        label="Which services"
        chips={[
          { label: "All", href: hrefOf("/services", { q }), isOn: !isShow(show) },
          {
            label: "I may ask",
            href: hrefOf("/services", { q, show: "requestable" }),
            isOn: show === "requestable",
          },
          {
            label: "Favourites",
            href: hrefOf("/services", { q, show: "favourite" }),
            isOn: show === "favourite",
          },
          { label: "My team’s", href: hrefOf("/services", { q, show: "owned" }), isOn: show === "owned" },
        ]}
      />
      {page.items.length === 0 ? (
        <Nothing q={q} show={show} />
      ) : (
        <ul aria-label="Services" className="grid gap-3">
          {page.items.map((service) => (
            <ServiceCard
              key={service.id}
              service={service}
              held={mine.items.filter((grant) => grant.service === service.ref)}
            />
          ))}
        </ul>
      )}
      <NextPage
        label="More services"
        href={page.nextCursor ? hrefOf("/services", { q, show, cursor: page.nextCursor }) : null}
      />
    </>
  );
}

const isShow = (show: string | undefined): show is "owned" | "requestable" | "favourite" =>
  show === "owned" || show === "requestable" || show === "favourite";

function Nothing({ q, show }: { q: string | undefined; show: string | undefined }) {
  if (q)
    return (
      <EmptyState
        title={`Nothing is found for “${q}”`}
        action={<ButtonLink href="/services">Show every service</ButtonLink>}
      >
        Try the beginning of a name, of a role or of a team.
      </EmptyState>
    );
  if (show === "favourite")
    return (
      <EmptyState
        title="You have no favourites yet"
        action={<ButtonLink href="/services">Show every service</ButtonLink>}
      >
        The star beside a service makes it one: it is then here, on your home page, and first when you search.
      </EmptyState>
    );
  if (show === "owned")
    return (
      <EmptyState title="Your teams own no service here">
        A service is yours when its declaration names you, or a group that you are in, under “owners”.
      </EmptyState>
    );
  if (show === "requestable")
    return (
      <EmptyState
        title="There is no role that you may ask for"
        action={<ButtonLink href="/services">Show every service</ButtonLink>}
      >
        A declaration says for whom a role is. Each service names its owners: they can add you, or a group
        that you are in.
      </EmptyState>
    );
  return (
    <EmptyState title="No service is declared here yet">
      A service appears when a source holds an Application with an access trait.
    </EmptyState>
  );
}
