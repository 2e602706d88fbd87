import type { Principal } from "@/lib/principals/principal";
import type { RequestFacts } from "./facts";

/** Somebody who may decide says that they are looking at it. It tells the others, and keeps none of them from deciding. */
export interface Claim {
  principal: Principal;
  at: string;
}

const claimMs = 30 * 60_000;

/** When a claim lapses by itself. */
export const claimEnd = ({ at }: Claim): Date => new Date(Date.parse(at) + claimMs);

/**
 * The claims that count now, oldest first: half an hour long, while the request waits, and while whoever claimed it may decide.
 * So a claim ends with a decision, with a stage that passes, and with a place in a group that is lost; nobody has to end it.
 */
export function liveClaims({ row, assessment }: RequestFacts): Claim[] {
  if (row.status !== "pending" || row.now >= row.pending_until) return [];
  return row.claims.filter(
    (claim) => row.now < claimEnd(claim) && assessment.whyNot(claim.principal) === null,
  );
}

export const claimOf = (principal: Principal, facts: RequestFacts): Claim | null =>
  liveClaims(facts).find((claim) => claim.principal.id === principal.id) ?? null;
