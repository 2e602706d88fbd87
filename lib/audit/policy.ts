import type { Bind } from "@/lib/db/bind";
import type { Viewer } from "@/lib/principals/viewer";

/** Events whose `column` is one of `values`, a SELECT of one text column. */
export interface Lane {
  column: "actor_id" | "subject" | "service" | "action" | "request_id" | "grant_id";
  values: string;
}

/**
 * The events that a viewer may see; null: all of them. Admins and auditors see everything, owners what concerns their
 * services, whoever is named to review an access what became of it, and everybody what they did and what is about them. It
 * is the one rule, for lists, one event and exports.
 */
export function visibleTo(viewer: Viewer, bind: Bind): Lane[] | null {
  if (viewer.seesAll) return null;
  const self = `select ${bind(viewer.id)}::text`;
  const owned = `select s.ref from service s
    where s.owners && ${bind(viewer.refs)}::text[] or s.id = any(${bind(viewer.trustedServiceIds)}::text[])`;
  const reviewed = (column: string) =>
    `select v.${column} from access_review v where v.reviewer_refs && ${bind(viewer.refs)}::text[]`;
  return [
    { column: "actor_id", values: self },
    { column: "subject", values: self },
    { column: "service", values: owned },
    { column: "request_id", values: reviewed("request_id") },
    { column: "grant_id", values: reviewed("grant_id") },
  ];
}

/** The same as a condition over `audit_event e`. */
export function isVisible(viewer: Viewer, bind: Bind): string {
  const lanes = visibleTo(viewer, bind);
  return lanes ? `(${lanes.map((lane) => `e.${lane.column} in (${lane.values})`).join(" or ")})` : "true";
}
