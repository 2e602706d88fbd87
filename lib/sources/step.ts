import { newId } from "@/lib/db/ids";
import type { DeclarationChange } from "@/lib/declarations/changes/change";
import { inForce } from "@/lib/declarations/changes/in-force";
import { digestOf } from "@/lib/declarations/digest";
import type { PlatformLimits } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Claim } from "./claims";

/** The version of a service's declaration that counts until now. */
interface Before {
  declarationId: string;
  trait: AccessTrait;
}

/** One version to be written. */
export interface NewVersion {
  id: string;
  digest: string;
  trait: AccessTrait;
  derivedFromId: string | null;
}

/** What a claim does to its service: which versions come into being, which counts, and what waits. */
export interface Step {
  claim: Claim;
  serviceId: string;
  before: Before | null;
  /** What the source says from now on. */
  declaredId: string;
  /** What counts from now on. */
  inForceId: string;
  trait: AccessTrait;
  /** In the order of their numbers. */
  newVersions: NewVersion[];
  acts: DeclarationChange[];
  waits: DeclarationChange[];
}

/** Decides a step. Pure but for the new ids. Rule 10: what narrows acts at once, what widens waits. */
export function stepOf(claim: Claim, before: Before | null, limits: PlatformLimits): Step {
  const { service, known } = claim;
  const { trait, acts, waits } = inForce(before?.trait ?? null, service.trait, limits);
  const stored = known?.digest === service.digest ? known.declaredId : null;
  const declaredId = stored ?? newId("dcl");
  const newVersions: NewVersion[] = [];
  if (stored === null)
    newVersions.push({ id: declaredId, digest: service.digest, trait: service.trait, derivedFromId: null });
  let inForceId = declaredId;
  if (before && waits.length > 0) {
    const derived = { id: newId("dcl"), digest: digestOf(trait), trait, derivedFromId: declaredId };
    const isNarrowed = derived.digest !== digestOf(before.trait);
    if (isNarrowed) newVersions.push(derived);
    inForceId = isNarrowed ? derived.id : before.declarationId;
  }
  return {
    claim,
    serviceId: known?.id ?? newId("svc"),
    before,
    declaredId,
    inForceId,
    trait,
    newVersions,
    acts,
    waits,
  };
}
