import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/field";
import { EmptyState, NextPage, PageHeader } from "@/components/ui/layout";
import { listGrants } from "@/lib/grants/queries";
import { listServices } from "@/lib/services/queries";
import { requireSession } from "../../_lib/session";
import { ServiceCard } from "./_components/service-card";

export const metadata: Metadata = { title: "Catalogue" };

type Search = Promise<{ q?: string; owned?: string; cursor?: string }>;

export default async function CataloguePage({ searchParams }: { searchParams: Search }) {
  const { ctx } = await requireSession("/services");
  const { q = "", owned, cursor } = await searchParams;
  const filter = { ...(q ? { q } : {}), ...(owned ? { owned: "true" } : {}) };
  const [page, mine] = await Promise.all([
    listServices(ctx, { ...filter, ...(cursor ? { cursor } : {}), limit: 30 }),
    listGrants(ctx, { mine: "true", status: "active", limit: 200 }),
  ]);
  const held = new Map(mine.items.map((grant) => [grant.service.id, grant]));
  const href = (changes: Record<string, string>) =>
    `/services?${new URLSearchParams({ ...filter, ...changes })}`;
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
          {owned ? <input type="hidden" name="owned" value="true" /> : null}
          <Button type="submit" className="h-10">
            Search
          </Button>
        </form>
      </search>
      <nav aria-label="Which services" className="mb-5 flex gap-1 text-sm">
        <FilterLink href={`/services${q ? `?${new URLSearchParams({ q })}` : ""}`} on={!owned} label="All" />
        <FilterLink href={href({ owned: "true" })} on={Boolean(owned)} label="My team's" />
      </nav>
      {page.items.length === 0 ? (
        <EmptyState title={q ? `Nothing is found for “${q}”` : "No service is declared here yet"}>
          {q
            ? "Try the beginning of a name, a role or a team."
            : "A service appears when a source holds an Application with an access trait."}
        </EmptyState>
      ) : (
        <ul aria-label="Services" className="grid gap-3">
          {page.items.map((service) => (
            <ServiceCard key={service.id} service={service} held={held.get(service.id) ?? null} />
          ))}
        </ul>
      )}
      <NextPage href={page.nextCursor ? href({ cursor: page.nextCursor }) : null} />
    </>
  );
}

function FilterLink({ href, on, label }: { href: string; on: boolean; label: string }) {
  return (
    <Link
      href={href}
      aria-current={on ? "true" : undefined}
      className={cn("rounded-md px-2.5 py-1", on ? "bg-sunken font-medium" : "text-muted hover:bg-sunken")}
    >
      {label}
    </Link>
  );
}
