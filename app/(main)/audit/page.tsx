import type { Metadata } from "next";
import { EventRow } from "@/components/audit/event-row";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState, Notice, PageHeader } from "@/components/ui/layout";
import { NextPage, Rows } from "@/components/ui/rows";
import { countAuditEvents, listAuditEvents } from "@/lib/audit/queries";
import type { AuditEventView } from "@/lib/audit/view";
import type { Page } from "@/lib/db/cursor";
import { AppError } from "@/lib/errors/app-error";
import { hrefOf, readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { ChosenFilters } from "./_components/chosen-filters";
import { ExportLinks } from "./_components/export-links";
import { FilterForm } from "./_components/filter-form";
import { filterNames } from "./_components/filters";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const { cursor, ...filters } = await readQuery(searchParams, ...filterNames, "cursor");
  const { ctx, platformRoles } = await requireSession(hrefOf("/audit", { ...filters, cursor }));
  const [page, count] = await Promise.all([
    readable(listAuditEvents(ctx, { ...filters, ...(cursor ? { cursor } : {}), limit: 50 })),
    readable(countAuditEvents(ctx, filters)),
  ]);
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <PageHeader
        title="Audit"
        lead={
          platformRoles.length > 0
            ? "Every change and every refusal, as it happened. Nothing here can be changed or removed."
            : "What you did, what is about you, and what concerns the services that you own."
        }
        action={
          "count" in count && count.count > 0 ? <ExportLinks filters={filters} count={count} /> : undefined
        }
      />
      <FilterForm filters={filters} />
      <ChosenFilters filters={filters} events={"items" in page ? page.items : []} />
      {"problem" in page ? (
        <Notice hue="refused" title="These filters cannot be read">
          {page.problem}
        </Notice>
      ) : (
        <Events page={page} isFiltered={isFiltered} />
      )}
      <NextPage
        href={
          "items" in page && page.nextCursor
            ? hrefOf("/audit", { ...filters, cursor: page.nextCursor })
            : null
        }
        label="Earlier events"
      />
    </>
  );
}

function Events({ page, isFiltered }: { page: Page<AuditEventView>; isFiltered: boolean }) {
  if (page.items.length > 0)
    return (
      <Rows label="Events, newest first">
        {page.items.map((event) => (
          <EventRow key={event.id} event={event} />
        ))}
      </Rows>
    );
  return isFiltered ? (
    <EmptyState title="No event matches" action={<ButtonLink href="/audit">Show every event</ButtonLink>}>
      Take a filter away, or widen the time.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing happened yet">The first sign-in, request or decision appears here.</EmptyState>
  );
}

/** A filter that was mistyped in the address is answered in words, not with an error page. */
async function readable<T extends object>(loading: Promise<T>): Promise<T | { problem: string }> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof AppError && (error.code === "invalid-input" || error.code === "unavailable"))
      return { problem: error.detail };
    throw error;
  }
}
