import type { Config } from "@/lib/config/config";
import type { Queryable } from "@/lib/db/pool";
import { rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { listPrincipalsHolding } from "@/lib/principals/queries";
import type { Ask } from "@/lib/requests/ask";
import { offers } from "@/lib/requests/facts";
import type { RequestRow } from "@/lib/requests/row";
import { type Affected, readGrants, readRequests } from "./affected";
import { effectsOnGrant, type GrantEffect, type RunningGrant } from "./grant-effects";
import { effectOnRequest, type RequestEffect } from "./request-effect";

/** One service whose declaration in force is replaced by another. */
export interface Replacement {
  before: AccessTrait;
  after: AccessTrait;
}

export interface Effects {
  grants: { row: RunningGrant["row"]; effects: GrantEffect[] }[];
  requests: { row: RequestRow; effect: RequestEffect }[];
}

/** The same answer for the preview and for what is done: only what is affected is given. */
export async function findEffects(
  db: Queryable,
  config: Config,
  { before, after }: Replacement,
  affected: Affected,
): Promise<Effects> {
  const effects: Effects = { grants: [], requests: [] };
  const taken = new Taken();
  for await (const batch of readGrants(db, affected.grants)) {
    for (const grant of batch) {
      const found = effectsOnGrant(grant, before, after, config);
      if (found.length > 0) effects.grants.push({ row: grant.row, effects: found });
      if (!found.some((effect) => effect.kind === "end"))
        taken.add(grant.row.principal.id, grant.row, "grant");
    }
  }
  const knownApprovers = approversIn(db, config);
  for await (const batch of readRequests(db, affected.requests)) {
    for (const { row, pinned } of batch) {
      // One that closed by itself a moment ago only waits for the sweep to say so.
      if (row.now >= row.pending_until) continue;
      const request = {
        row,
        pinned,
        taken: taken.by(row.requester.id),
        knownApprovers: await knownApprovers([pinned, after], row),
      };
      const effect = effectOnRequest(request, before, after, config);
      if (effect) effects.requests.push({ row, effect });
      // Of two that may not be held together the one that was asked first stays.
      if (effect?.kind !== "close") taken.add(row.requester.id, row, "request");
    }
  }
  return effects;
}

/** Roles that principals hold or wait for, as far as they were looked at. */
class Taken {
  readonly #roles = new Map<string, Ask["taken"]>();

  add(
    principalId: string,
    { id, role, environment }: Omit<Ask["taken"][number], "kind">,
    kind: "grant" | "request",
  ) {
    const roles = this.#roles.get(principalId) ?? [];
    roles.push({ id, role, environment, kind });
    this.#roles.set(principalId, roles);
  }

  by(principalId: string): Ask["taken"] {
    return [...(this.#roles.get(principalId) ?? [])];
  }
}

const mostApprovers = 200;

/** Looks up who is known to stand behind the stages of a place, once for each place. */
export function approversIn(db: Queryable, config: Config) {
  const known = new Map<string, Promise<Principal[]>>();
  return (traits: readonly AccessTrait[], place: Pick<RequestRow, "role" | "environment">) => {
    const stages = traits
      .filter((trait) => offers(trait, place))
      .flatMap((trait) => rulesFor(trait, place.role, place.environment, config.limits).approval.stages);
    const refs = [...new Set(stages.flatMap((stage) => stage.approvers))].toSorted();
    const key = refs.join("\n");
    const found = known.get(key) ?? listPrincipalsHolding(db, refs, mostApprovers);
    known.set(key, found);
    return found;
  };
}
