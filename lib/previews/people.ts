import { setImmediate as breathe } from "node:timers/promises";
import type { Config } from "@/lib/config/config";
import { type Queryable, statement } from "@/lib/db/pool";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { listPrincipalsHolding, principalJson } from "@/lib/principals/queries";
import { type Standing, standingOf } from "@/lib/principals/standing";
import { type Place, type Places, placesOf } from "./places";
import type { Impact } from "./schema";

export const mostPrincipals = 5_000;
const mostNames = 50;
/** People who are compared before others get their turn. */
const perTurn = 200;

/** Everybody known whom any of these declarations could mean, and whether there are more than can be looked at. */
export async function peopleMeant(
  db: Queryable,
  traits: readonly (AccessTrait | null)[],
  config: Pick<Config, "limits">,
): Promise<{ people: Principal[]; isCut: boolean }> {
  const places = traits.flatMap((trait) => [...placesOf(trait, config).values()]);
  const refs = new Set(traits.flatMap((trait) => trait?.owners ?? []));
  for (const { rules } of places)
    for (const ref of [...rules.eligible, ...rules.approval.stages.flatMap((stage) => stage.approvers)])
      refs.add(ref);
  const issuers = traits.flatMap((trait) => Object.values(trait?.trust ?? {}).map(({ issuer }) => issuer));
  const people = await listPrincipalsHolding(db, [...refs], mostPrincipals + 1);
  if (issuers.length > 0) {
    const { rows } = await db.query<{ principal: Principal }>(
      statement("preview-of-issuers", selectOfIssuers, [[...new Set(issuers)], mostPrincipals + 1]),
    );
    people.push(...rows.map((row) => row.principal));
  }
  const all = [...new Map(people.map((person) => [person.id, person])).values()];
  return { people: all.slice(0, mostPrincipals), isCut: all.length > mostPrincipals };
}

type Right = "ask" | "decide";
type Compared = { was: Place | undefined; is: Place | undefined };

/**
 * Who gains or loses the right to ask or to decide, place by place, once the whole change is in force. Workloads ask and
 * never decide. Without `showNames` whoever gains is only counted: they are not yet the service's own.
 */
export async function changedRights(
  people: readonly Principal[],
  { before, after }: { before: AccessTrait | null; after: AccessTrait | null },
  config: Pick<Config, "issuers" | "limits">,
  showNames: boolean,
): Promise<{ rights: Impact["people"]; isCut: boolean }> {
  const groups = alike(placesOf(before, config), placesOf(after, config));
  const standings = people.map((person) => ({
    person,
    had: before && standingOf(person, before, config),
    has: after && standingOf(person, after, config),
  }));
  const rights: Impact["people"] = [];
  for (const places of groups.slice(0, mostGroups)) {
    const crowds = { ask: nobody(), decide: nobody() };
    const [first] = places;
    for (const [index, { person, had, has }] of standings.entries()) {
      if (index % perTurn === perTurn - 1) await breathe();
      for (const right of ["ask", "decide"] as const) {
        const could = holds(right, person, had, first?.was);
        const can = holds(right, person, has, first?.is);
        if (could !== can) join(can ? crowds[right].gain : crowds[right].lose, person, showNames || !can);
      }
    }
    for (const { was, is } of places) {
      const { role, environment } = is ?? was ?? { role: "", environment: null };
      for (const right of ["ask", "decide"] as const)
        if (crowds[right].gain.count + crowds[right].lose.count > 0)
          rights.push({ role, environment, right, ...crowds[right] });
    }
  }
  return { rights, isCut: groups.length > mostGroups };
}

const mostGroups = 200;

/** Places of which the same people stand to gain or lose the same: most environments of a role. */
function alike(then: Places, next: Places): Compared[][] {
  const groups = new Map<string, Compared[]>();
  for (const key of new Set([...then.keys(), ...next.keys()])) {
    const places = { was: then.get(key), is: next.get(key) };
    const role = places.is?.role ?? places.was?.role;
    const likeness = JSON.stringify([role, likenessOf(places.was), likenessOf(places.is)]);
    groups.set(likeness, [...(groups.get(likeness) ?? []), places]);
  }
  return [...groups.values()];
}

const likenessOf = (place: Place | undefined) =>
  place && [
    place.rules.eligible,
    place.rules.unsupported.length > 0,
    place.rules.approval.autoApprove !== null,
    place.rules.approval.stages.map((stage) => stage.approvers),
  ];

function join(crowd: Crowd, { id, name }: Principal, isNamed: boolean): void {
  crowd.count += 1;
  if (isNamed && crowd.people.length < mostNames) crowd.people.push({ id, name });
}

type Crowd = Impact["people"][number]["gain"];

const nobody = (): { gain: Crowd; lose: Crowd } => ({
  gain: { count: 0, people: [] },
  lose: { count: 0, people: [] },
});

function holds(
  right: Right,
  person: Principal,
  standing: Standing | null,
  place: Place | undefined,
): boolean {
  if (!standing || !place || place.rules.unsupported.length > 0) return false;
  return right === "ask"
    ? standing.mayAskFor(place.role, place.rules.eligible)
    : couldDecide(person, standing, place);
}

const couldDecide = (person: Principal, standing: Standing, { role, rules }: Place) =>
  person.kind === "user" &&
  rules.approval.autoApprove === null &&
  rules.approval.stages.some((stage) => standing.mayDecide(role, stage.approvers));

/** Stages of a declaration for which fewer people are known than must say yes. */
export function emptyStages(
  people: readonly Principal[],
  trait: AccessTrait | null,
  config: Pick<Config, "issuers" | "limits">,
) {
  if (!trait) return [];
  const standings = people
    .filter((person) => person.kind === "user")
    .map((person) => standingOf(person, trait, config));
  const known = new Map<string, number>();
  const count = (role: string, approvers: string[]) => {
    const key = JSON.stringify([role, approvers]);
    const found = known.get(key) ?? standings.filter((one) => one.mayDecide(role, approvers)).length;
    known.set(key, found);
    return found;
  };
  return [...placesOf(trait, config).values()].flatMap(({ role, environment, rules }) =>
    rules.approval.stages
      .filter(({ approvers, required }) => !rules.approval.autoApprove && count(role, approvers) < required)
      .map(({ name, approvers }) => ({ role, environment, stage: name, approvers })),
  );
}

const selectOfIssuers = `
select ${principalJson("p")} as principal from principal p
where p.issuer = any($1::text[]) and p.deactivated_at is null order by p.id limit $2`;
