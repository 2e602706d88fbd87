import canonicalize from "canonicalize";
import type { AccessTrait } from "../trait";
import { type Mapped, type Mapping, mappedBy, mapsAll } from "./trust";

type Trust = NonNullable<AccessTrait["trust"]>;

const mostMappings = 100;

/**
 * Whom the claims of both versions map: of two mappings of which one holds for everybody of the other, the narrower. `offered`
 * are the roles that are left, `closed` those that are for nobody by claims alone.
 */
export function commonTrust(
  before: AccessTrait,
  after: AccessTrait,
  offered: readonly string[],
  closed: ReadonlySet<string>,
): Trust {
  const known = Object.values(before.trust ?? {}).flatMap(mappedBy);
  const entries = Object.entries(after.trust ?? {}).map(([name, entry]): [string, Trust[string]] => {
    const distinct = new Map<string | undefined, Mapping>();
    for (const now of mappedBy(entry)) {
      for (const mapping of commonMappings(known, now)) {
        if (distinct.size >= mostMappings) break;
        for (const left of forRoles(mapping, offered, closed)) distinct.set(canonicalize(left), left);
      }
    }
    return [name, { ...entry, mappings: [...distinct.values()] }];
  });
  return Object.fromEntries(entries.filter(([, { mappings }]) => mappings.length > 0));
}

/** A mapping for the roles for which those of before held for as many or more, and each of those that held for fewer. */
function commonMappings(known: readonly Mapped[], now: Mapped): Mapping[] {
  const { match, grant } = now;
  const wider = known.filter((was) => mapsAll(was, now));
  const fewer = known.filter((was) => !wider.includes(was) && mapsAll(now, was));
  const every = wider.some((was) => !was.roles);
  const roles = new Set(wider.flatMap((was) => was.roles ?? []));
  const own = every ? now.roles : (now.roles?.filter((role) => roles.has(role)) ?? [...roles]);
  return [
    ...(wider.length > 0 ? [{ match, grant, roles: own }] : []),
    ...fewer.map((was) => ({ match: was.match, grant, roles: commonNames(was.roles, now.roles) })),
  ];
}

const commonNames = (these: string[] | undefined, those: string[] | undefined) =>
  these && those ? these.filter((name) => those.includes(name)) : (these ?? those);

/** A mapping for owners is for the whole service, whatever roles it names. */
function forRoles(mapping: Mapping, offered: readonly string[], closed: ReadonlySet<string>): Mapping[] {
  if (mapping.grant === "owner") return [{ ...mapping, roles: undefined }];
  const open = mapping.grant === "eligible" ? offered.filter((role) => !closed.has(role)) : offered;
  const roles = (mapping.roles ?? offered).filter((role) => open.includes(role));
  if (roles.length === 0) return [];
  return [
    { ...mapping, roles: mapping.roles === undefined && roles.length === offered.length ? undefined : roles },
  ];
}
