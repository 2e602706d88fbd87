import { isScalar, type YAMLMap } from "yaml";
import { field, isNothing, mapIn, textIn } from "./ast";

/** What a document is, before anything in it is believed. */
export type Classified =
  | { what: "application" | "list" | "legacy" | "definition" | "other" | "contradiction"; kind: string }
  | { what: "foreign"; kind: string; reason: string; hint: string }
  | { what: "broken"; kind: string | null; path: string; reason: string; hint: string };

type Named = Exclude<Classified, { what: "broken" }>;

const group = "core.oam.dev";

// These come from kubevela's and oam-kubernetes-runtime's API of the time.
const legacyKinds = new Set(["ApplicationConfiguration", "Component", "ComponentSchematic"]);

/** Null for what is no map. */
export function classify(root: unknown): Classified | null {
  const map = mapIn(root);
  if (!map) return null;
  const [apiVersions, kinds] = [valuesOf(map, "apiVersion"), valuesOf(map, "kind")];
  if (apiVersions.length > 1 || kinds.length > 1) {
    const readings = apiVersions.flatMap((apiVersion) => kinds.map((one) => classifyNames(apiVersion, one)));
    // Which of two equal keys counts, every tool decides for itself: here any of them makes it ours.
    const [ours] = readings.filter(({ what }) => !isSkipped(what));
    if (ours) return { what: "contradiction", kind: ours.kind };
  }
  const apiVersion = textIn(field(map, "apiVersion"));
  const kind = textIn(field(map, "kind"));
  if (apiVersion === undefined) return withoutApiVersion(map, kind);
  if (kind === undefined) {
    if (groupOf(apiVersion) !== group) return { what: "other", kind: apiVersion };
    const hint = isNothing(field(map, "Kind"))
      ? "Add kind: Application."
      : "Field names are case-sensitive: write kind, not Kind.";
    return { what: "broken", kind: apiVersion, path: "kind", reason: "kind is missing.", hint };
  }
  return classifyNames(apiVersion, kind);
}

/** An item of an ApplicationList, which need not repeat what it is. */
export function classifyItem(item: unknown, listKind: string): Classified | null {
  const isNameless = isNothing(field(item, "apiVersion")) && isNothing(field(item, "kind"));
  if (!mapIn(item) || !isNameless) return classify(item);
  return { what: "application", kind: listKind.slice(0, -"List".length) };
}

/** Whether a map is of a kind that means anything here, or claims to be. */
export function isOurs(node: unknown): boolean {
  const classified = classify(node);
  return classified !== null && !isSkipped(classified.what);
}

/** Of kinds that a document may be of without being looked into. */
export const isSkipped = (what: Classified["what"]): boolean => what === "definition" || what === "other";

const valuesOf = (map: YAMLMap, key: string): string[] =>
  map.items.flatMap((pair) =>
    isScalar(pair.key) && pair.key.value === key ? (textIn(pair.value) ?? []) : [],
  );

/** What a document is that says so in both fields. */
export function classifyNames(apiVersion: string, kind: string): Named {
  const itsGroup = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.lastIndexOf("/") + 1);
  const full = `${apiVersion}/${kind}`;
  if (itsGroup === group) return inOurGroup(version, kind, full);
  if (apiVersion === "v1" && kind === "List") return { what: "list", kind: full };
  if (kind === "Application" && itsGroup.includes(group)) {
    return {
      what: "foreign",
      kind: full,
      reason: `${itsGroup} is not ${group}.`,
      hint: `Applications have apiVersion: ${group}/v1beta1.`,
    };
  }
  return { what: "other", kind: full };
}

const groupOf = (apiVersion: string) => apiVersion.slice(0, Math.max(apiVersion.lastIndexOf("/"), 0));

function inOurGroup(version: string, kind: string, full: string): Named {
  if (version === "v1beta1" && kind === "Application") return { what: "application", kind: full };
  if (version === "v1beta1" && kind === "ApplicationList") return { what: "list", kind: full };
  if (version === "v1alpha2" && kind === "Application") return { what: "legacy", kind: full };
  if ((version === "v1alpha1" || version === "v1alpha2") && legacyKinds.has(kind))
    return { what: "legacy", kind: full };
  if (kind === "Application") {
    return {
      what: "foreign",
      kind: full,
      reason: `${group}/${version} is not a version that KubeVela serves.`,
      hint: `Write apiVersion: ${group}/v1beta1.`,
    };
  }
  return { what: "definition", kind: full };
}

function withoutApiVersion(map: unknown, kind: string | undefined): Classified {
  // An Appfile, the form before Applications: a name and services, and nothing that Kubernetes would know.
  if (kind === undefined && textIn(field(map, "name")) !== undefined && mapIn(field(map, "services"))) {
    return { what: "legacy", kind: "Appfile" };
  }
  if (
    kind === "Application" ||
    !isNothing(field(map, "ApiVersion")) ||
    !isNothing(field(map, "apiversion"))
  ) {
    return {
      what: "broken",
      kind: kind ?? null,
      path: "apiVersion",
      reason: "apiVersion is missing.",
      hint: `Write apiVersion: ${group}/v1beta1, in this spelling.`,
    };
  }
  return { what: "other", kind: kind ?? "unknown" };
}
