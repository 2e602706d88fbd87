import type { Metadata } from "next";
import { stringify } from "yaml";
import { Differences } from "@/components/declarations/differences";
import { FilePlace } from "@/components/declarations/file-place";
import { SideBySide } from "@/components/declarations/side-by-side";
import { SourceVersionWords } from "@/components/declarations/source-version";
import { Id } from "@/components/ui/id";
import { Card, Facts, PageHeader, Section } from "@/components/ui/layout";
import { ScrollCode } from "@/components/ui/scroll-code";
import { Tag } from "@/components/ui/status";
import { ExactTime } from "@/components/ui/time";
import { getVersion, type VersionView } from "@/lib/services/versions";
import { requireSession } from "../../../_lib/session";
import { visible } from "../../../_lib/visible";

export const metadata: Metadata = { title: "Version of a declaration" };

/** One version, what it changed, and where it came from. */
export default async function VersionPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { ctx } = await requireSession(`/versions/${id}`);
  const { version, before, changes } = await visible(getVersion(ctx, id));
  const title = version.trait.title ?? version.service;
  return (
    <>
      <PageHeader
        back={{ href: `/services/${version.service}`, label: title }}
        title={`Version ${version.version} of ${title}`}
        action={version.inForce ? <Tag hue="live">in force</Tag> : null}
        lead={leadOf(version, before)}
      />
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0">
          {before ? (
            <Section title="What it changed">
              {changes.length > 0 ? (
                <Differences label="What it changed" differences={changes} />
              ) : (
                <p className="text-muted text-sm">Nothing that anybody would notice.</p>
              )}
            </Section>
          ) : null}
        </div>
        <aside className="min-w-0">
          <Section title="Where it comes from">
            <Card>
              <Facts items={factsOf(version)} />
            </Card>
          </Section>
        </aside>
      </div>
      <Section title={before ? "The declaration, before and after" : "The declaration"}>
        {before ? (
          <SideBySide
            before={{ label: `Version ${before.version}`, text: stringify(before.trait) }}
            after={{ label: `Version ${version.version}`, text: stringify(version.trait) }}
          />
        ) : (
          <ScrollCode label="The declaration" code={stringify(version.trait)} className="max-h-[40rem]" />
        )}
      </Section>
    </>
  );
}

function leadOf(version: VersionView, before: VersionView | null): string {
  if (version.partOf !== null)
    return `What counts of version ${version.partOf} until an owner confirms the rest.`;
  return before ? `After version ${before.version}.` : "The first one.";
}

function factsOf({ publishedAt, sourceVersion, file, line, digest }: VersionView) {
  return [
    { name: "Published", value: <ExactTime at={publishedAt} /> },
    ...(sourceVersion ? [{ name: "Commit", value: <SourceVersionWords version={sourceVersion} /> }] : []),
    {
      name: "File",
      value: <FilePlace file={file} line={line} />,
    },
    { name: "Digest", value: <Id value={digest} /> },
  ];
}
