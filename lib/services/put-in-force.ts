import type { Transaction } from "@/lib/db/transaction";
import type { AccessTrait } from "@/lib/declarations/trait";
import { eligibleOf, keywordsOf } from "./trait-words";

/** Which version of a service's declaration counts from now on, and what its source says. */
export interface InForce {
  serviceId: string;
  component: string;
  declarationId: string;
  declaredId: string;
  trait: AccessTrait;
  /** Of the version in force and of the one that waits: nobody else may take the latter meanwhile. */
  audiences: string[];
}

/** Makes versions count, with all that lists know of them, whatever their number in one statement. */
export async function putInForce(tx: Transaction, versions: readonly InForce[]): Promise<void> {
  if (versions.length === 0) return;
  const rows = versions.map(({ serviceId, component, declarationId, declaredId, trait, audiences }) => ({
    id: serviceId,
    declaration_id: declarationId,
    declared_id: declaredId,
    title: trait.title ?? component,
    description: trait.description ?? null,
    system: trait.system ?? null,
    lifecycle: trait.lifecycle ?? null,
    owners: trait.owners,
    eligible: eligibleOf(trait),
    audiences,
    keywords: keywordsOf(trait),
  }));
  await tx.query("service-in-force", updateServices, [JSON.stringify(rows)]);
}

const updateServices = `
update service s set declaration_id = v.declaration_id, declared_id = v.declared_id, title = v.title, description = v.description,
  system = v.system, lifecycle = v.lifecycle, owners = v.owners, eligible = v.eligible, audiences = v.audiences, keywords = v.keywords,
  updated_at = now()
from jsonb_to_recordset($1::jsonb) as v(id text, declaration_id text, declared_id text, title text, description text, system text,
  lifecycle text, owners text[], eligible text[], audiences text[], keywords text)
where s.id = v.id`;
