import { field, isNothing, mapIn, textIn } from "./ast";

/** What a document is, before anything in it is believed. */
export type Classified =
  | { what: "application" | "list" | "legacy" | "definition" | "other"; kind: string }
  | { what: "foreign"; kind: string; reason: string; hint: string }
  | { what: "broken"; kind: string | null; path: string; reason: string; hint: string };

const group = "core.oam.dev";

// These come from kubevela's and oam-kubernetes-runtime's API of the time.
const legacyKinds = new Set(["ApplicationConfiguration", "Component", "ComponentSchematic"]);

export function classify(root: unknown): Classified | null {
  const map = mapIn(root);
  if (!map) return null;
  const apiVersion = textIn(field(map, "apiVersion"));
  const kind = textIn(field(map, "kind"));
  if (apiVersion === undefined) return withoutApiVersion(map, kind);
  const slash = apiVersion.lastIndexOf("/");
  const itsGroup = slash < 0 ? "" : apiVersion.slice(0, slash);
  const version = apiVersion.slice(slash + 1);
  if (kind === undefined) {
    if (itsGroup !== group) return { what: "other", kind: apiVersion };
    const hint = isNothing(field(map, "Kind"))
      ? "Add kind: Application."
      : "Field names are case-sensitive: write kind, not Kind.";
    return { what: "broken", kind: apiVersion, path: "kind", reason: "kind is missing.", hint };
  }
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

function inOurGroup(version: string, kind: string, full: string): Classified {
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
