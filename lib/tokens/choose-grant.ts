import type { Context } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/transaction";
import { type AuthorizationDetail, type RoleRules, rulesFor } from "@/lib/declarations/rules";
import { getTraits } from "@/lib/declarations/stored";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { lostEligibility } from "@/lib/grants/eligibility";
import { grantJoins, type HeldGrant, heldColumns } from "@/lib/grants/row";
import { noGrant } from "./no-grant";
import { type Rights, rightsOf } from "./rights";

export interface ServiceTokenInput {
  /** The service's audience or namespace/application/component. */
  audience: string;
  environment?: string | undefined;
  /** Space-separated; absent: all that the grant gives. */
  scope?: string | undefined;
  grantId?: string | undefined;
}

/** A live grant with what a token under it may say and must look like. */
export interface ChosenGrant {
  grant: Candidate;
  rules: RoleRules;
  rights: Rights;
  audience: string;
}

export type Candidate = HeldGrant & {
  declaration_id: string;
  authorization_details: AuthorizationDetail[];
};

/**
 * The one grant that a token will speak for: the one named, else of the live grants that cover what is asked the one that
 * ends last. Rights of different grants are never added up. Throws `no-grant`, `scope-not-granted`, `not-eligible` or
 * `not-requestable`, each with the address where access is asked for.
 */
export async function chooseGrant(
  tx: Transaction,
  ctx: Context,
  principalId: string,
  input: ServiceTokenInput,
): Promise<ChosenGrant> {
  const wanted = input.scope?.split(" ").filter(Boolean) ?? [];
  const candidates = await tx.query<Candidate>("token-candidates", candidatesSql, [
    principalId,
    input.audience,
    input.environment ?? null,
    input.grantId ?? null,
  ]);
  const traits = await getTraits(
    tx.db,
    candidates.flatMap((grant) => [grant.declaration_id, grant.current_declaration_id]),
  );
  let refusal: AppError | null = null;
  for (const grant of candidates) {
    const found = consider(ctx, grant, traits, input, wanted);
    if (found && !(found instanceof AppError)) return found;
    refusal ??= found;
  }
  throw await noGrant(tx, ctx, input, refusal);
}

/** What this grant gives here; why it cannot be used; or null when it is not for this audience at all. */
function consider(
  ctx: Context,
  grant: Candidate,
  traits: ReadonlyMap<string, AccessTrait>,
  input: ServiceTokenInput,
  wanted: readonly string[],
): ChosenGrant | AppError | null {
  const current = traits.get(grant.current_declaration_id);
  const pinned = traits.get(grant.declaration_id);
  if (!current || !pinned) throw new Error(`grant ${grant.id} names a declaration that is not stored`);
  const lost = lostEligibility({ row: grant, current }, ctx.runtime.config);
  if (lost) return new AppError("not-eligible", `No token: ${lost}.`);
  const { limits } = ctx.runtime.config;
  const rules = rulesFor(current, grant.role, grant.environment, limits);
  const audience = rules.audience ?? grant.service.ref;
  // Environments may have audiences of their own: the one asked for, and no other, is what the token is for.
  if (input.audience !== audience && input.audience !== grant.service.ref) return null;
  if (rules.unsupported.length > 0)
    return new AppError(
      "not-requestable",
      `${grant.service.title} now asks for what this version cannot do: ${rules.unsupported.join(", ")}.`,
    );
  const rights = rightsOf(grant, rulesFor(pinned, grant.role, grant.environment, limits), rules);
  if (!rights) return new AppError("not-eligible", "No token: the declaration took away what was granted.");
  if (!wanted.every((scope) => rights.scopes.includes(scope)))
    return new AppError(
      "scope-not-granted",
      `No single grant of yours covers ${wanted.join(" ")}. Rights of different grants are never added up.`,
    );
  const scopes = wanted.length > 0 ? rights.scopes.filter((scope) => wanted.includes(scope)) : rights.scopes;
  return { grant, rules, audience, rights: { ...rights, scopes } };
}

const candidatesSql = `
with g as materialized (
  select g.* from access_grant g join service s on s.id = g.service_id
  where g.principal_id = $1 and (s.ref = $2 or s.audiences @> array[$2]) and ($3::text is null or g.environment = $3)
    and ($4::text is null or g.id = $4) and g.status in ('scheduled', 'active')
    and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp())
select ${heldColumns}, g.declaration_id, g.authorization_details from g ${grantJoins} order by g.ends_at desc, g.id desc`;
