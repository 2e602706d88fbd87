import { change, type DeclarationChange, type Said } from "./change";
import type { Place } from "./place";

export interface SaidOfPlace {
  place: Place;
  said: Said;
}

/**
 * Says once what is the same for many places: for every role, for a role in all of its environments, or for every role of an
 * environment. `compared` are all places that were looked at, and the very places that things are said of.
 */
export function gather(compared: readonly Place[], found: readonly SaidOfPlace[]): DeclarationChange[] {
  const keys = new Map<Said, string>();
  const groups = new Map<string, { said: Said; places: Set<Place> }>();
  for (const { place, said } of found) {
    const key = keys.get(said) ?? `${said.rule}\n${said.say("\n")}`;
    keys.set(said, key);
    const group = groups.get(key) ?? { said, places: new Set() };
    groups.set(key, group);
    group.places.add(place);
  }
  return [...groups.values()].flatMap(({ said: { rule, say }, places: there }) =>
    placesSaid(compared, [...there]).map(({ role, environment }) =>
      change(rule, say(placeWords(role, environment)), role, environment),
    ),
  );
}

interface Places {
  role: string | null;
  environment: string | null;
}

function placesSaid(compared: readonly Place[], there: readonly Place[]): Places[] {
  const roles = new Set(compared.map(({ role }) => role));
  if (roles.size > 1 && there.length === compared.length) return [{ role: null, environment: null }];
  const byRole = joined(compared, there, "role");
  const byEnvironment = joined(compared, there, "environment");
  return byEnvironment.length < byRole.length ? byEnvironment : byRole;
}

/** One entry for each role, or each environment, of which all places are there; the other places one by one. */
function joined(compared: readonly Place[], there: readonly Place[], by: "role" | "environment"): Places[] {
  const all = counted(compared, by);
  const here = counted(there, by);
  const whole = [...here].flatMap(([name, count]) =>
    count === all.get(name) && (by === "role" || count > 1) ? [name] : [],
  );
  const entries = whole.map(
    (name): Places => (by === "role" ? { role: name, environment: null } : { role: null, environment: name }),
  );
  return [...entries, ...there.filter((one) => !whole.includes(one[by]))];
}

function counted(places: readonly Place[], by: "role" | "environment"): Map<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const place of places) counts.set(place[by], (counts.get(place[by]) ?? 0) + 1);
  return counts;
}

/** "reader", "reader in production", "every role", "every role in production" */
export function placeWords(role: string | null, environment: string | null): string {
  const who = role ?? "every role";
  return environment === null ? who : `${who} in ${environment}`;
}
