import type { Metadata } from "next";
import { EmptyState, Notice, PageHeader, Section } from "@/components/ui/layout";
import { listSources } from "@/lib/sources/queries";
import { requireSession } from "../../_lib/session";
import { visible } from "../../_lib/visible";
import { SourceCard } from "./_components/source-card";

export const metadata: Metadata = { title: "Sources and health" };

export default async function SourcesPage() {
  const { ctx } = await requireSession("/sources");
  const sources = await visible(listSources(ctx));
  const wrong = sources.filter((source) => source.state !== "fresh");
  return (
    <>
      <PageHeader
        title="Sources and health"
        lead="Where declarations come from, and whether all of it works."
      />
      {wrong.map((source) => (
        <Notice key={source.name} hue="pending" title={wrongWords(source.name, source.state)}>
          {source.state === "stale"
            ? `${source.problems.filter((problem) => problem.severity === "error").length} errors keep it from being read. The services of broken files keep their last good version; new ones wait.`
            : "It was registered, and has not been read yet."}
        </Notice>
      ))}
      <Section title="Sources" aside={sources.length > 0 ? `${sources.length}` : undefined}>
        {sources.length === 0 ? (
          <EmptyState title="No source is registered">
            Name a folder of OAM Applications under “sources” in daypass.yaml. Its services appear in the
            catalogue at once.
          </EmptyState>
        ) : (
          <ul className="grid gap-3">
            {sources.map((source) => (
              <SourceCard key={source.name} source={source} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

const wrongWords = (name: string, state: "stale" | "new" | "fresh") =>
  state === "stale" ? `The catalogue shows an older state of ${name}` : `${name} was not read yet`;
