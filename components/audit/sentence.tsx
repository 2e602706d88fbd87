import Link from "next/link";
import { Fragment } from "react";
import type { Part } from "@/lib/audit/told";
import type { AuditEventView } from "@/lib/audit/view";
import { wordsOf } from "@/lib/audit/words";

const hrefs: Record<NonNullable<Part["link"]>["noun"], (id: string) => string> = {
  principal: (id) => `/audit?principal=${encodeURIComponent(id)}`,
  service: (id) => `/services/${id}`,
  request: (id) => `/requests/${encodeURIComponent(id)}`,
  grant: (id) => `/grants/${encodeURIComponent(id)}`,
  source: () => "/sources",
};

/** An event in words. `isLinked`: a name leads to what it names, a person's to their history. */
export function Sentence({ event, isLinked = false }: { event: AuditEventView; isLinked?: boolean }) {
  const { parts, notes } = wordsOf(event);
  return (
    <>
      {parts.map((part, index) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence never move
        if (!part.link) return <Fragment key={index}>{part.text}</Fragment>;
        const href = hrefs[part.link.noun](part.link.id);
        return isLinked ? (
          <Link
            key={`${href}${part.text}`}
            href={href}
            className="font-medium underline-offset-2 hover:underline"
          >
            {part.text}
          </Link>
        ) : (
          <span key={`${href}${part.text}`} className="font-medium">
            {part.text}
          </span>
        );
      })}
      {notes.map((note) => (
        <span key={note} className="text-muted">
          {" "}
          · {note}
        </span>
      ))}
    </>
  );
}
