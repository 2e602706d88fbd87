import Link from "next/link";
import { stringify } from "yaml";
import { FilePlace } from "@/components/declarations/file-place";
import { ButtonLink } from "@/components/ui/button";
import { Id } from "@/components/ui/id";
import { Card, Facts } from "@/components/ui/layout";
import { ScrollCode } from "@/components/ui/scroll-code";
import { RelativeTime } from "@/components/ui/time";
import type { VersionView } from "@/lib/services/versions";
import type { ServiceDetailView } from "@/lib/services/view";

/** What the team declared, in which version, from where, and the versions before it. */
export function DeclarationCard({
  service,
  versions,
}: {
  service: ServiceDetailView;
  versions: VersionView[];
}) {
  const { declaration, source } = service;
  return (
    <Card className="grid gap-3">
      <Facts
        items={[
          { name: "Version", value: <span className="tabular">{declaration.version}</span> },
          { name: "Since", value: <RelativeTime at={declaration.publishedAt} /> },
          { name: "Source", value: source.name },
          {
            name: "File",
            value: <FilePlace {...declaration} />,
          },
          { name: "Digest", value: <Id value={declaration.digest} /> },
        ]}
      />
      <details>
        <summary className="w-fit cursor-pointer text-accent text-sm">Versions</summary>
        <ul className="mt-2 grid gap-1.5 text-[13px]">
          {versions.map((version) => (
            <li key={version.id}>
              <Link href={`/versions/${version.id}`} className="underline-offset-2 hover:underline">
                Version {version.version}
              </Link>
              <span className="text-muted">
                {version.inForce ? " · in force" : ""}
                {version.partOf === null ? "" : ` · part of version ${version.partOf}`} ·{" "}
                <RelativeTime at={version.publishedAt} />
              </span>
            </li>
          ))}
        </ul>
      </details>
      <details>
        <summary className="w-fit cursor-pointer text-accent text-sm">The declaration as read</summary>
        <ScrollCode
          label="The declaration as read"
          code={stringify(declaration.trait)}
          className="mt-2 max-h-96"
        />
      </details>
      {service.abilities.includes("edit") ? (
        <ButtonLink href={`/edit/${service.ref}`} size="sm" className="justify-self-start">
          Change it
        </ButtonLink>
      ) : null}
    </Card>
  );
}
