import { History } from "lucide-react";
import Link from "next/link";

/** A name, and a clock that opens what happened around it. */
export function Person({ id, name }: { id: string; name: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      {name}
      <Link
        href={`/audit?principal=${encodeURIComponent(id)}`}
        title={`History of ${name}`}
        className="rounded text-muted hover:text-ink"
      >
        <History aria-hidden className="size-3.5" />
        <span className="sr-only">History of {name}</span>
      </Link>
    </span>
  );
}
