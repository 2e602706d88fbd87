import type { YAMLMap } from "yaml";
import { field, isNothing, listIn, mapIn, textIn } from "./ast";
import type { Findings } from "./findings";
import type { Path } from "./path";

/** The largest of 2,898 real Applications has 39. */
const mostComponents = 500;

/** One component, with those of its traits that are ours. */
export interface Component {
  node: YAMLMap;
  path: Path;
  access: { node: unknown; path: Path }[];
}

/** The components of an Application, and what is wrong with their shape. */
export function readComponents(
  spec: unknown,
  path: Path,
  isAccess: (type: unknown) => boolean,
  findings: Findings,
): Component[] {
  if (isNothing(spec)) return [];
  const shape = (at: Path, what: string) => findings.error("shape", at, `${what}.`);
  if (!mapIn(spec)) shape(path, "spec must be a map");
  const list = field(spec, "components");
  if (isNothing(list)) return [];
  const items = listIn(list)?.items;
  if (!items) shape([...path, "components"], "components must be a list");
  if (items && items.length > mostComponents) {
    findings.error(
      "too-many-components",
      [...path, "components", mostComponents],
      `The Application has more than ${mostComponents} components.`,
      "Split it.",
    );
    return [];
  }
  return (items ?? []).flatMap((item, index) => {
    const at = [...path, "components", index];
    const node = mapIn(item);
    if (!node) shape(at, "A component must be a map");
    return node ? [{ node, path: at, access: readTraits(node, [...at, "traits"], isAccess, findings) }] : [];
  });
}

function readTraits(
  component: YAMLMap,
  path: Path,
  isAccess: (type: unknown) => boolean,
  findings: Findings,
) {
  const shape = (at: Path, what: string) => findings.error("shape", at, `${what}.`);
  const list = field(component, "traits");
  if (isNothing(list)) return [];
  const items = listIn(list)?.items;
  if (!items) shape(path, "traits must be a list");
  return (items ?? []).flatMap((item, index) => {
    const node = mapIn(item);
    if (!node) shape([...path, index], "A trait must be a map");
    if (isNothing(field(node, "type")) && isAccess(field(node, "name"))) {
      const hint = "Write type: access. Traits had a name before Applications of v1beta1.";
      findings.warn("legacy", [...path, index, "name"], "This trait has no type, so it is not read.", hint);
    }
    return node && isAccess(field(node, "type")) ? [{ node, path: [...path, index] }] : [];
  });
}

/** Two of one name are refused by KubeVela; where access depends on it (`strict`), by us. */
export function checkDuplicates(components: Component[], strict: boolean, findings: Findings): void {
  const seen = new Set<string>();
  for (const { node, path } of components) {
    const name = textIn(field(node, "name"));
    if (name !== undefined && seen.has(name)) {
      const say = strict ? findings.error : findings.warn;
      say.call(
        findings,
        "duplicate-component",
        [...path, "name"],
        "Another component of this Application has the same name.",
        "KubeVela refuses such an Application.",
      );
    }
    if (name !== undefined) seen.add(name);
  }
}
