import type { Authentication } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import type { Runtime } from "@/lib/runtime/runtime";

/** Who acts: somebody who signed in, or Daypass itself (a sweep, a sync). */
export type Actor =
  | {
      kind: "user" | "workload";
      principal: Principal;
      /** How they signed in; null: not known, which satisfies no rule about it. */
      authentication: Authentication | null;
    }
  | { kind: "system"; name: string };

/** What every verb is called with. */
export interface Context {
  runtime: Runtime;
  actor: Actor;
  /** Of the HTTP request, job or command; in every log line and audit event. */
  requestId: string;
  /** Where the person did it, when it was not here: every event of the verb says so. */
  via?: "slack";
  /** Set when the caller sent an Idempotency-Key: `hash` is over the verb and its input; `owner` is whose key it is, unless the actor's. */
  idempotency?: { key: string; hash: string; owner?: string };
}

/** Whose sign-in is not given has none that counts. */
export function actorOf(principal: Principal, authentication: Authentication | null = null): Actor {
  return { kind: principal.kind, principal, authentication };
}

export function systemContext(runtime: Runtime, name: string): Context {
  return { runtime, actor: { kind: "system", name }, requestId: `${name}-${Date.now().toString(36)}` };
}
