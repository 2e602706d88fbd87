import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState, Notice, PageHeader, Section } from "@/components/ui/layout";
import { AppError } from "@/lib/errors/app-error";
import { getInsight } from "@/lib/insight/get-insight";
import type { InsightTable } from "@/lib/insight/schema";
import type { InsightView } from "@/lib/insight/view";
import { definitions } from "@/lib/insight/words";
import { readQuery, type SearchParams } from "../../_lib/query";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { askedOf, type InsightQuery, insightHref, insightNames } from "./_components/address";
import { ByGroup, ByRole, ByService, NeverUsed } from "./_components/by-whom";
import { Findings } from "./_components/findings";
import { OverTime } from "./_components/over-time";
import { PeriodPicker } from "./_components/period-picker";
import { Tiles } from "./_components/tiles";

export const metadata: Metadata = { title: "Insight" };

export default async function InsightPage({ searchParams }: { searchParams: SearchParams }) {
  const query: InsightQuery = await readQuery(searchParams, ...insightNames);
  const { ctx, platformRoles } = await requireSession(insightHref(query));
  const asked = askedOf(query, new Date());
  const view = await visible(readable(getInsight(ctx, asked)));
  const days =
    "problem" in view
      ? { from: query.from ?? "", to: query.to ?? "" }
      : { from: view.from.slice(0, 10), to: view.to.slice(0, 10) };
  return (
    <>
      <PageHeader
        title="Insight"
        lead={
          platformRoles.length > 0
            ? "How long people wait for a decision and for access, where requests lapse, and what nobody uses."
            : "How long people wait for a decision and for access at the services that you own, where requests lapse, and what nobody uses."
        }
      />
      <PeriodPicker key={`${days.from} ${days.to}`} query={query} {...days} />
      {"problem" in view ? (
        <Notice hue="refused" title="This period cannot be read">
          {view.problem}
        </Notice>
      ) : (
        <Numbers view={view} query={query} asked={asked} />
      )}
    </>
  );
}

function Numbers({
  view,
  query,
  asked,
}: {
  view: InsightView;
  query: InsightQuery;
  asked: Record<string, string>;
}) {
  if (view.total.asked === 0)
    return (
      <EmptyState
        title="Nothing was asked for"
        action={<ButtonLink href="/insight?period=12m">Show 12 months</ButtonLink>}
      >
        Once people ask for access here, this page says how long they waited and what became of it.
      </EmptyState>
    );
  const csv = (table: InsightTable) => `/api/v1/insight/export?${new URLSearchParams({ table, ...asked })}`;
  return (
    <>
      <Tiles total={view.total} before={view.before} />
      <Findings view={view} />
      <OverTime view={view} csv={csv("timeline")} />
      <ByService view={view} query={query} csv={csv("services")} />
      <ByGroup view={view} query={query} csv={csv("groups")} />
      <ByRole view={view} query={query} csv={csv("roles")} />
      <NeverUsed view={view} query={query} csv={csv("roles")} />
      <Section title="What the numbers mean">
        <ul className="grid max-w-prose gap-1.5 text-[13px] text-muted">
          {Object.values(definitions).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Section>
    </>
  );
}

/** A period that was mistyped in the address is answered in words, not with an error page. */
async function readable(loading: Promise<InsightView>): Promise<InsightView | { problem: string }> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid-input") return { problem: error.detail };
    throw error;
  }
}
