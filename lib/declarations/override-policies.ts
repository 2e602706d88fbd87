import { field, listIn, mapIn, textIn } from "./ast";
import type { Path } from "./path";

/** A component that declares access, as far as a policy could hit it. */
export interface Declaring {
  name: string;
  type: string | undefined;
}

export interface PolicyConflict {
  path: Path;
  message: string;
}

/**
 * Override and env-binding policies change components at deployment. Daypass does not emulate that merge: a policy that
 * touches an access trait, or replaces a component that has one, is refused, because what runs would not be what was read.
 */
export function policyConflicts(
  policies: unknown,
  path: Path,
  declaring: readonly Declaring[],
  isAccess: (type: unknown) => boolean,
): PolicyConflict[] {
  return (listIn(policies)?.items ?? []).flatMap((policy, index) => {
    const name = textIn(field(policy, "name")) ?? `number ${index + 1}`;
    return patchesOf(policy, [...path, index]).flatMap(({ node, path: at }) =>
      conflictsOfPatch(node, at, name, declaring, isAccess),
    );
  });
}

/** The component patches of a policy, wherever its type keeps them. */
function patchesOf(policy: unknown, path: Path): { node: unknown; path: Path }[] {
  const type = textIn(field(policy, "type"))?.split("@")[0];
  const properties = field(policy, "properties");
  const under = [...path, "properties"];
  if (type === "override") return itemsOf(field(properties, "components"), [...under, "components"]);
  if (type !== "env-binding") return [];
  return itemsOf(field(properties, "envs"), [...under, "envs"]).flatMap(({ node, path: at }) =>
    itemsOf(field(field(node, "patch"), "components"), [...at, "patch", "components"]),
  );
}

function itemsOf(list: unknown, path: Path): { node: unknown; path: Path }[] {
  return (listIn(list)?.items ?? []).map((node, index) => ({ node, path: [...path, index] }));
}

function conflictsOfPatch(
  patch: unknown,
  path: Path,
  policy: string,
  declaring: readonly Declaring[],
  isAccess: (type: unknown) => boolean,
): PolicyConflict[] {
  if (!mapIn(patch)) return [];
  const touching = itemsOf(field(patch, "traits"), [...path, "traits"]).filter(({ node }) =>
    isAccess(field(node, "type")),
  );
  if (touching.length > 0)
    return touching.map(({ path: at }) => ({
      path: at,
      message: `The policy ${policy} changes the access trait of ${hitNames(patch, declaring)}.`,
    }));
  const type = textIn(field(patch, "type"));
  const replaced = declaring.filter(
    (component) => type !== undefined && component.type !== type && hits(patch, component),
  );
  return replaced.map((component) => ({
    path,
    message: `The policy ${policy} replaces component ${component.name}, which declares access, by one of type ${type}.`,
  }));
}

function hitNames(patch: unknown, declaring: readonly Declaring[]): string {
  const names = declaring.filter((component) => hits(patch, component)).map((component) => component.name);
  return names.length > 0 ? names.join(", ") : "a component";
}

/**
 * Whether a patch could hit a component. KubeVela compiles the name as an unanchored regular expression with `*` for
 * anything; a pattern of a file is never compiled here, so whatever is not a plain wildcard is taken for a hit.
 */
function hits(patch: unknown, component: Declaring): boolean {
  const pattern = textIn(field(patch, "name"));
  if (pattern === undefined || pattern === "") {
    const type = textIn(field(patch, "type"));
    return type === undefined || type === component.type;
  }
  if (!/^[a-z0-9*-]{1,253}$/.test(pattern)) return true;
  let from = 0;
  for (const part of pattern.split("*")) {
    const at = component.name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
