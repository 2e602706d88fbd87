import { type Queryable, statement } from "@/lib/db/pool";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Identity, Principal } from "@/lib/principals/principal";
import { listPrincipalsById } from "@/lib/principals/queries";
import { isMappedToDecide } from "@/lib/principals/standing";
import type { Runtime } from "@/lib/runtime/runtime";
import { mostPeople } from "./find-holders";

/** People of the issuers that a declaration trusts, at whose claims anybody looks. */
const mostLookedAt = 5_000;

/**
 * People whom a trust mapping of the declaration makes approvers, by what their issuer said at their last sign-in. No index
 * knows them, so whoever the issuers know is looked through: here, in the worker, and only where there is such a mapping.
 */
export async function findMapped(
  db: Queryable,
  { config, log }: Runtime,
  trait: AccessTrait,
): Promise<Principal[]> {
  const issuers = Object.values(trait.trust ?? {})
    .filter(({ mappings }) => mappings.some(({ grant }) => grant !== "eligible"))
    .map(({ issuer }) => issuer);
  if (issuers.length === 0) return [];
  const { rows } = await db.query<Pick<Identity, "id" | "issuer" | "claims">>(
    statement("people-of-issuers", ofIssuersSql, [issuers, mostLookedAt + 1]),
  );
  if (rows.length > mostLookedAt)
    log.warn({ issuers, lookedAt: mostLookedAt }, "more people of trusted issuers than are looked at");
  const mapped = rows.slice(0, mostLookedAt).filter((person) => isMappedToDecide(person, trait, config));
  return listPrincipalsById(
    db,
    mapped.slice(0, mostPeople).map(({ id }) => id),
  );
}

const ofIssuersSql = `
select id, issuer, claims from principal
where issuer = any($1::text[]) and kind = 'user' and deactivated_at is null order by id limit $2`;
