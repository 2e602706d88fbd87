import { Facts } from "@/components/ui/layout";
import { StatusBadge, Tag } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import type { SourceView } from "@/lib/sources/queries";

const states = { fresh: "ok", stale: "stale", new: "unread" } as const;

export function SourceCard({ source }: { source: SourceView }) {
  return (
    <li className="overflow-hidden rounded-lg border border-line bg-surface">
      <div className="grid gap-3 p-4">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="font-semibold">{source.name}</h3>
          <StatusBadge status={states[source.state]} />
          {source.configured ? null : <Tag hue="pending">no longer in daypass.yaml</Tag>}
        </div>
        <Facts
          items={[
            {
              name: "Where",
              value: (
                <>
                  {source.kind} <code className="break-all font-mono text-[12.5px]">{source.location}</code>
                </>
              ),
            },
            {
              name: "May declare",
              value:
                source.declares.length > 0 ? (
                  <code className="font-mono text-[12.5px]">{source.declares.join(", ")}</code>
                ) : (
                  "nothing"
                ),
            },
            {
              name: "Services",
              value: `${source.services}${source.withdrawn > 0 ? `, and ${source.withdrawn} no longer declared` : ""}`,
            },
            {
              name: "Last good read",
              value: source.syncedAt ? <RelativeTime at={source.syncedAt} /> : "never",
            },
            {
              name: "Last try",
              value: source.attemptedAt ? <RelativeTime at={source.attemptedAt} /> : "never",
            },
            ...(source.staleSince
              ? [{ name: "Stale since", value: <RelativeTime at={source.staleSince} /> }]
              : []),
          ]}
        />
      </div>
      {source.problems.length > 0 ? <Problems source={source} /> : null}
    </li>
  );
}

function Problems({ source }: { source: SourceView }) {
  return (
    <ul aria-label={`What is wrong with ${source.name}`} className="border-line border-t bg-sunken/50">
      {source.problems.map((problem) => (
        <li
          key={`${problem.file}:${problem.line}:${problem.column}:${problem.message}`}
          className="grid gap-0.5 border-line border-b px-4 py-2.5 text-sm last:border-b-0"
        >
          <span className="flex flex-wrap items-baseline gap-x-2">
            <Tag hue={problem.severity === "error" ? "refused" : "pending"}>{problem.severity}</Tag>
            {problem.file ? (
              <code className="break-all font-mono text-[12.5px]">
                {problem.file}:{problem.line}:{problem.column}
              </code>
            ) : null}
          </span>
          <span>{problem.message}</span>
          {problem.hint ? <span className="text-[13px] text-muted">{problem.hint}</span> : null}
        </li>
      ))}
    </ul>
  );
}
