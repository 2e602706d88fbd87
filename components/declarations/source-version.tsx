import { RelativeTime } from "@/components/ui/time";
import type { SourceVersion } from "@/lib/sources/source";

/** A commit or another state of a source: "0123456789ab Declare orders · Ann Author · 2 min ago". */
export function SourceVersionWords({ version }: { version: SourceVersion }) {
  const { id, label, title, author, at } = version;
  return (
    <>
      <code className="font-mono text-[12.5px]" title={id}>
        {label}
      </code>
      {title ? <span className="break-words"> {title}</span> : null}
      {author ? <span className="text-muted"> · {author}</span> : null}
      {at ? (
        <span className="text-muted">
          {" · "}
          <RelativeTime at={at} />
        </span>
      ) : null}
    </>
  );
}
