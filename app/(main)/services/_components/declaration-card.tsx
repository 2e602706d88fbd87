import { stringify } from "yaml";
import { Diff } from "@/components/declarations/diff";
import { Id } from "@/components/ui/id";
import { Card, Facts } from "@/components/ui/layout";
import { ScrollCode } from "@/components/ui/scroll-code";
import { RelativeTime } from "@/components/ui/time";
import type { VersionView } from "@/lib/services/list-versions";
import type { ServiceDetailView } from "@/lib/services/view";

/** What the team declared, in which version, from where, and what the last version changed. */
export function DeclarationCard({
  service,
  versions,
}: {
  service: ServiceDetailView;
  versions: VersionView[];
}) {
  const { declaration, source } = service;
  const before = versions.find((version) => version.version < declaration.version);
  const text = stringify(declaration.trait);
  return (
    <Card className="grid gap-3">
      <Facts
        items={[
          { name: "Version", value: <span className="tabular">{declaration.version}</span> },
          { name: "Since", value: <RelativeTime at={declaration.publishedAt} /> },
          { name: "Source", value: source.name },
          {
            name: "File",
            value: (
              <code className="break-all font-mono text-[12.5px]">
                {declaration.file}:{declaration.line}
              </code>
            ),
          },
          { name: "Digest", value: <Id value={declaration.digest} /> },
        ]}
      />
      {before ? (
        <details>
          <summary className="w-fit cursor-pointer text-accent text-sm">
            What version {declaration.version} changed
          </summary>
          <div className="mt-2">
            <Diff
              before={stringify(before.trait)}
              after={text}
              label={`From version ${before.version} to ${declaration.version}`}
            />
          </div>
        </details>
      ) : null}
      <details>
        <summary className="w-fit cursor-pointer text-accent text-sm">The declaration as read</summary>
        <ScrollCode label="The declaration as read" code={text} className="mt-2 max-h-96" />
      </details>
    </Card>
  );
}
