import { disagreement } from "./agreement";
import { field, isNothing, textIn } from "./ast";
import type { Findings } from "./findings";
import type { Path } from "./path";
import { printable } from "./printable";
import { prototypeKeys } from "./terms";

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** DNS-1123 label, at most 63 characters: what an API server accepts as a namespace, and a label value can hold. */
const isLabel = (text: string): boolean => text.length <= 63 && label.test(text) && !prototypeKeys.has(text);

/** DNS-1123 subdomain, at most 253 characters: what an API server accepts as the name of an Application. */
const isSubdomain = (text: string) => text.length <= 253 && text.split(".").every(isLabel);

/** Where an Application says that it lives. */
export interface ApplicationIdentity {
  namespace: string;
  application: string;
}

/**
 * The identity in `metadata`. A name that no cluster would take is an error where access depends on it (`strict`), and
 * only worth a warning elsewhere. Nothing else in metadata is believed: annotations do not say who owns or changed anything.
 */
export function readIdentity(
  application: unknown,
  path: Path,
  defaultNamespace: string,
  strict: boolean,
  findings: Findings,
): ApplicationIdentity | undefined {
  const metadata = field(application, "metadata");
  const complain = (at: Path, message: string, hint?: string) =>
    (strict ? findings.error : findings.warn).call(
      findings,
      "name",
      [...path, "metadata", ...at],
      message,
      hint,
    );
  const name = nameIn(metadata, "name");
  if (name === undefined) {
    findings.error(
      "name",
      [...path, "metadata", "name"],
      missing(metadata),
      "Give the Application a name, in quotes if it is a number.",
    );
    return undefined;
  }
  if (!isSubdomain(name)) {
    complain(
      ["name"],
      `The name ${printable(name)} is not one that Kubernetes accepts.`,
      "Use a-z, 0-9 and '-'.",
    );
    return undefined;
  }
  if (isNothing(field(metadata, "namespace"))) return { namespace: defaultNamespace, application: name };
  const namespace = nameIn(metadata, "namespace");
  if (namespace === undefined || !isLabel(namespace)) {
    complain(
      ["namespace"],
      "The namespace is not one that Kubernetes accepts.",
      "Use a-z, 0-9 and '-', in quotes if it is a number.",
    );
    return undefined;
  }
  return { namespace, application: name };
}

/** The name of a component: one that can be part of an identity, or undefined with the reason said. */
export function readComponentName(
  component: unknown,
  path: Path,
  strict: boolean,
  findings: Findings,
): string | undefined {
  const name = nameIn(component, "name");
  const complain = strict ? findings.error : findings.warn;
  if (name === undefined)
    complain.call(
      findings,
      "name",
      [...path, "name"],
      "The component needs a name that is text.",
      "Put it in quotes if it is a number.",
    );
  else if (!isLabel(name)) {
    findings.warn(
      "name",
      [...path, "name"],
      `The component name ${printable(name)} is not a DNS-1123 label, so nothing can be asked for here.`,
      "Use a-z, 0-9 and '-', at most 63.",
    );
    return undefined;
  }
  return name;
}

/** Text that every YAML reader takes for the same text. */
function nameIn(map: unknown, key: string): string | undefined {
  const node = field(map, key);
  const text = textIn(node);
  return text === undefined || text === "" || disagreement(node, false) ? undefined : text;
}

function missing(metadata: unknown): string {
  if (isNothing(metadata)) return "metadata is missing.";
  return isNothing(field(metadata, "name")) ? "metadata.name is missing." : "metadata.name must be text.";
}
