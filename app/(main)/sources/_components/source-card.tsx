import type { ReactNode } from "react";
import { SourceVersionWords } from "@/components/declarations/source-version";
import { Code } from "@/components/ui/code";
import { Facts } from "@/components/ui/layout";
import { StatusBadge, Tag } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import type { SourceView } from "@/lib/sources/view";
import { ProblemList } from "./problem-list";
import { SyncNow } from "./sync-now";
import { UploadFiles } from "./upload-files";

const states = { fresh: "ok", stale: "stale", new: "unread" } as const;
const kinds: Record<string, string> = {
  folder: "Folder",
  git: "Git repository",
  kubernetes: "Kubernetes cluster",
  upload: "Files",
};
const fates = { end: "its grants end", keep: "its grants run to their end" };

export function SourceCard({ source }: { source: SourceView }) {
  const { name, problems, abilities } = source;
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="grid gap-3 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-semibold">{name}</h3>
          <StatusBadge status={states[source.state]} />
          {source.configured ? null : <Tag hue="pending">no longer in daypass.yaml</Tag>}
          {source.isDrifting ? <Tag hue="pending">newer than the catalogue</Tag> : null}
          <span className="ml-auto flex flex-wrap gap-2">
            {abilities.includes("upload") ? <UploadFiles name={name} /> : null}
            {abilities.includes("sync") ? <SyncNow name={name} /> : null}
          </span>
        </div>
        <Facts items={[...whereabouts(source), ...history(source)]} />
      </div>
      {problems.length > 0 ? <ProblemList label={`What is wrong with ${name}`} problems={problems} /> : null}
    </li>
  );
}

interface Fact {
  name: string;
  value: ReactNode;
}

function whereabouts(source: SourceView): Fact[] {
  return [
    {
      name: "Where",
      value: (
        <>
          {kinds[source.kind] ?? source.kind} <Code>{source.location}</Code>
        </>
      ),
    },
    {
      name: "May declare",
      value: source.declares.length > 0 ? <Code>{source.declares.join(", ")}</Code> : "nothing",
    },
    {
      name: "Services",
      value: `${source.services}${source.withdrawn > 0 ? `, and ${source.withdrawn} no longer declared` : ""}`,
    },
    ...(source.whenGone ? [{ name: "When one is gone", value: fates[source.whenGone] }] : []),
  ];
}

function history(source: SourceView): Fact[] {
  const { version, seenVersion, isDrifting } = source;
  return [
    ...(version ? [{ name: "In the catalogue", value: <SourceVersionWords version={version} /> }] : []),
    ...(isDrifting && seenVersion
      ? [{ name: "The source says", value: <SourceVersionWords version={seenVersion} /> }]
      : []),
    { name: "Last change", value: timeOr(source.changedAt, "never") },
    { name: "Last good read", value: timeOr(source.syncedAt, "never") },
    { name: "Last try", value: timeOr(source.attemptedAt, "never") },
    ...(source.nextSyncAt ? [{ name: "Next try", value: <RelativeTime at={source.nextSyncAt} /> }] : []),
    ...(source.staleSince ? [{ name: "Stale since", value: <RelativeTime at={source.staleSince} /> }] : []),
  ];
}

const timeOr = (at: string | null, otherwise: string) => (at ? <RelativeTime at={at} /> : otherwise);
