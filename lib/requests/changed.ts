import type { Change } from "@/lib/audit/append";
import type { RequestFacts } from "./facts";
import type { LoadedAsk } from "./load-ask";
import { partiesOf, type RequestRow } from "./row";

/** Tells everybody whom a request concerns that something about it changed. */
export const requestChanged = ({ row, current }: RequestFacts): Change => ({
  noun: "request",
  id: row.id,
  audience: [row.requester.id, ...row.approver_refs, ...current.owners],
});

/** Tells them that it was made. */
export const requestMade = (row: RequestRow, { trait }: Pick<LoadedAsk, "trait">): Change => ({
  noun: "request",
  id: row.id,
  audience: [...partiesOf(row), ...row.approver_refs, ...(row.review?.reviewerRefs ?? []), ...trait.owners],
});
