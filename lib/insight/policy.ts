import type { Bind } from "@/lib/db/bind";
import type { Viewer } from "@/lib/principals/viewer";

/** Requests that a viewer gets numbers about: admins and auditors all, owners those of their services. Over `service s`. */
export function isCounted({ seesAll, refs, trustedServiceIds }: Viewer, bind: Bind): string {
  if (seesAll) return "true";
  return `(s.owners && ${bind(refs)}::text[] or s.id = any(${bind(trustedServiceIds)}::text[]))`;
}
