import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";
import { distinctPrincipals, principalJson } from "@/lib/principals/queries";
import { standingOf } from "@/lib/principals/standing";

/** Why this person may not ask for a role for others, or null. Whether those are eligible is another question. */
export function whyNotForOthers(
  asker: Principal,
  trait: AccessTrait,
  role: string,
  ctx: Pick<Context, "runtime">,
): string | null {
  const allowed = (Object.hasOwn(trait.roles, role) && trait.roles[role]?.onBehalf) || [];
  const { refs } = standingOf(asker, trait, ctx.runtime.config);
  if (allowed.some((ref) => refs.has(ref))) return null;
  return allowed.length > 0
    ? `Only ${allowed.join(", ")} may ask for ${role} for others. They can ask for it themselves.`
    : `Nobody may ask for ${role} for others: the declaration names no one (onBehalf). They can ask for it themselves.`;
}

/**
 * The person or workload for whom somebody asks, by id or reference. Looked up only for those who may ask for others: nobody
 * else learns who is known here. Throws `forbidden` or `invalid-input`.
 */
export async function findBeneficiary(
  db: Queryable,
  ctx: Context,
  asker: Principal,
  { trait, role, name }: { trait: AccessTrait; role: string; name: string },
): Promise<Principal> {
  const objection = whyNotForOthers(asker, trait, role, ctx);
  if (objection) throw new AppError("forbidden", objection);
  const { rows } = await db.query<{ principal: Principal }>(
    statement("ask-beneficiary", selectNamed, [name]),
  );
  const [found, other] = distinctPrincipals(rows.map(({ principal }) => principal));
  if (!found) throw unfit(`nobody known here is "${name}". They must have signed in once`);
  if (other) throw unfit(`"${name}" is more than one person here: give the id`);
  if (found.deactivatedAt) throw unfit(`${found.name} was deactivated`);
  return found;
}

const unfit = (message: string) =>
  new AppError("invalid-input", `beneficiary: ${message}`, { errors: [{ path: "beneficiary", message }] });

const selectNamed = `
select ${principalJson("p")} as principal from principal p where p.id = $1
union all
select ${principalJson("p")} from principal p where p.ref = $1 and p.deactivated_at is null`;
