import type { Change } from "@/lib/audit/append";
import type { RequestFacts } from "./facts";

/** Tells everybody whom a request concerns that something about it changed. */
export const requestChanged = ({ row, current }: RequestFacts): Change => ({
  noun: "request",
  id: row.id,
  audience: [row.requester.id, ...row.approver_refs, ...current.owners],
});
