import { idAt } from "@/lib/db/ids";
import type { Queryable } from "@/lib/db/pool";
import { type Chance, weigh } from "@/lib/made-up/chance";
import type { Principal } from "@/lib/principals/principal";

const day = 86_400_000;

/** A service under `ordersTrait`. */
interface Place {
  id: string;
  ref: string;
  declarationId: string;
}

export interface PastRequest {
  place: Place;
  role: string;
  status: "pending" | "approved" | "denied" | "cancelled" | "lapsed";
  approverRefs: string[];
  createdAt: number;
  closedAt: number | null;
  startsAt: number | null;
  decisions: { stage: number; approver: Principal; verdict: "approve" | "deny"; at: number }[];
  breakGlass: boolean;
  grant: { startsAt: number; endsAt: number; revokedAt: number | null; used: boolean } | null;
}

const owners = ["group:default/orders-team"];
const security = ["group:default/security"];
const roles = [
  { role: "reader", stages: [owners] },
  { role: "refunder", stages: [owners, security] },
  { role: "pair", stages: [owners] },
  { role: "viewer", stages: [] },
];

/** Anything that rows may say, likely or not: what was asked in the 200 days before `now`. */
export function drawRequest(
  chance: Chance,
  places: readonly Place[],
  deciders: readonly Principal[],
  now: number,
): PastRequest {
  const { role, stages } = chance.pick(roles);
  const createdAt = now - chance.int(1, 200 * day);
  const isAuto = stages.length === 0;
  const status = isAuto ? "approved" : weigh(statuses, (each) => (each === "approved" ? 4 : 1))(chance);
  const closedAt = status === "pending" ? null : isAuto ? createdAt : createdAt + chance.int(1, 40_000_000);
  const breakGlass = isAuto && chance.isLucky(0.4);
  const startsAt = !breakGlass && chance.isLucky(0.2) ? createdAt + chance.int(1, 20_000_000) : null;
  const taken = new Set<Principal>();
  const decisions = stages.flatMap((_, stage) => {
    const approver = chance.pick(deciders);
    if (taken.has(approver) || chance.isLucky(status === "approved" || status === "denied" ? 0 : 0.6))
      return [];
    taken.add(approver);
    const verdict = status === "denied" && stage === stages.length - 1 ? "deny" : "approve";
    return [{ stage, approver, verdict, at: createdAt + (stage + 1) * chance.int(1, 10_000_000) } as const];
  });
  const from = Math.max(closedAt ?? 0, startsAt ?? 0);
  const endsAt = from + chance.int(1, 5 * day);
  const revokedAt = chance.isLucky(0.2) ? chance.int(closedAt ?? 0, endsAt - 1) : null;
  return {
    place: chance.pick(places),
    role,
    status,
    approverRefs: stages.flat(),
    createdAt,
    closedAt,
    startsAt,
    decisions,
    breakGlass,
    grant: status === "approved" ? { startsAt: from, endsAt, revokedAt, used: chance.isLucky(0.6) } : null,
  };
}

const statuses = ["pending", "approved", "denied", "cancelled", "lapsed"] as const;

export async function keepRequest(
  db: Queryable,
  chance: Chance,
  requester: Principal,
  past: PastRequest,
): Promise<void> {
  const id = idAt("req", past.createdAt, chance.bytes(10));
  const query = (text: string, values: unknown[]) => db.query({ text, values });
  const date = (at: number | null) => (at === null ? null : new Date(at));
  await query(
    `insert into access_request (id, service_id, declaration_id, role, environment, requester_id, status, justification, duration_seconds,
       effective_duration_seconds, approver_refs, created_at, closed_at, starts_at, break_glass, pending_until)
     values ($1, $2, $3, $4, $5, $6, $7, 'x', 60, 60, $8, $9, $10, $11, $12, now() + interval '1 day')`,
    [
      id,
      past.place.id,
      past.place.declarationId,
      past.role,
      // Whatever is pending waits for something of its own.
      chance.pick(["staging", "production"]),
      requester.id,
      past.status,
      past.approverRefs,
      date(past.createdAt),
      date(past.closedAt),
      date(past.startsAt),
      past.breakGlass,
    ],
  );
  for (const { stage, approver, verdict, at } of past.decisions)
    await query(
      "insert into decision (id, request_id, stage, approver_id, verdict, created_at) values ($1, $2, $3, $4, $5, $6)",
      [idAt("dec", at, chance.bytes(10)), id, stage, approver.id, verdict, date(at)],
    );
  if (!past.grant) return;
  const { startsAt, endsAt, revokedAt, used } = past.grant;
  const grantId = idAt("grt", startsAt, chance.bytes(10));
  await query(
    `insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, scopes, status, starts_at, ends_at, revoked_at, revoke_reason)
     values ($1, $2, $3, $4, $5, $6, '{}', $7, $8, $9, $10, $11)`,
    [
      grantId,
      id,
      requester.id,
      past.place.id,
      past.place.declarationId,
      past.role,
      revokedAt === null ? "active" : "revoked",
      date(startsAt),
      date(endsAt),
      date(revokedAt),
      revokedAt === null ? null : "x",
    ],
  );
  if (past.breakGlass)
    await query(
      `insert into access_review (id, request_id, grant_id, service_id, reviewer_refs, within_seconds, opened_at, due_at, remind_at)
       values ($1, $2, $3, $4, '{}', 60, now(), $5, now())`,
      [idAt("rvw", startsAt, chance.bytes(10)), id, grantId, past.place.id, date(endsAt)],
    );
  // A refused token is none.
  const outcomes = used ? ["success", "success", "refused"] : ["refused"];
  for (const outcome of outcomes)
    await query(
      "insert into audit_event (id, at, actor_name, action, outcome, grant_id, entry) values ($1, now(), 'x', 'token.issued', $2::audit_outcome, $3, '{}')",
      [idAt("evt", startsAt, chance.bytes(10)), outcome, grantId],
    );
}
