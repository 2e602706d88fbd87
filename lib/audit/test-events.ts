import { actorOf, type Context, systemContext } from "@/lib/context/context";
import type { Principal } from "@/lib/principals/principal";
import type { Runtime } from "@/lib/runtime/runtime";
import { appendAudit } from "./append";
import type { AuditInput } from "./event";

/** Writes events as `principal`, or as Daypass itself. */
export async function record(
  runtime: Runtime,
  by: Principal | "system",
  events: AuditInput[],
  at = new Date(),
): Promise<void> {
  const ctx: Context =
    by === "system"
      ? systemContext(runtime, "worker")
      : { runtime, actor: actorOf(by), requestId: "test-request" };
  await appendAudit(runtime.pool, ctx, at, events);
}

/** Fills the log with `count` events, seven at an instant up to `until`, of many people at many services. */
export async function fillLog(
  runtime: Runtime,
  count: number,
  until = "2026-11-01T00:00:00Z",
): Promise<void> {
  await runtime.pool.query(
    `insert into audit_event (id, at, actor_id, actor_name, action, outcome, service, subject, request_id, grant_id, entry)
     select id, at, actor, 'Person', action, outcome::audit_outcome, service, subject, request, request, json_build_object('version', 1, 'id', id,
       'actor', json_build_object('kind', 'user', 'id', actor, 'name', 'Person'), 'detail', json_build_object('role', 'reader'), 'httpRequestId', 'fill')::text
     from (select 'evt_' || lpad(i::text, 26, '0') as id, $2::timestamptz - (($1 - i) / 7 * 7 || ' s')::interval as at, 'prn_' || lpad((i % 997)::text, 26, '0') as actor,
       (array['request.created', 'decision.made', 'request.approved', 'grant.activated', 'token.issued', 'grant.revoked'])[1 + i % 6] as action,
       case when i % 101 = 0 then 'refused' else 'success' end as outcome, 'fill/app/c' || (i % 83) as service,
       'prn_' || lpad((i % 991)::text, 26, '0') as subject, 'req_' || lpad((i / 6)::text, 26, '0') as request from generate_series(1, $1::int) i) filled`,
    [count, until],
  );
}
