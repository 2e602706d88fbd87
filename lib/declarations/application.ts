import type { Node, YAMLMap } from "yaml";
import { type Reading, readAccessTrait } from "./access-trait";
import { field, isNothing, listIn, mapIn, textIn } from "./ast";
import { type Component, checkDuplicates, readComponents } from "./components";
import { digestOf } from "./digest";
import { type ApplicationIdentity, readComponentName, readIdentity } from "./identity";
import type { KnownIssuer } from "./inert-trust";
import { type Declaring, policyConflicts } from "./override-policies";
import type { Path } from "./path";
import type { ServiceDeclaration } from "./report";
import { writtenTrait } from "./written";

export interface ReaderOptions {
  /** Names of our trait; a revision such as `access@v2` counts as well. */
  traitTypes: readonly string[];
  /** Of Applications that name no namespace. */
  defaultNamespace: string;
  /** Issuers of daypass.yaml, to say which trust entries have no effect. */
  issuers?: readonly KnownIssuer[];
}

/** Reads an Application `core.oam.dev/v1beta1`. What is wrong goes to the findings; the services are what may be asked for. */
export function readApplication(
  root: YAMLMap,
  path: Path,
  options: ReaderOptions,
  reading: Reading,
): ServiceDeclaration[] {
  const { findings } = reading;
  const isAccess = (type: unknown) => options.traitTypes.includes((textIn(type) ?? "").split("@")[0] ?? "");
  const spec = field(root, "spec");
  if (isNothing(spec) && mapIn(field(root, "Spec"))) {
    findings.error(
      "case",
      [...path, "Spec"],
      "Spec is not spec: an API server ignores it.",
      "Field names are case-sensitive.",
    );
  }
  const components = readComponents(spec, [...path, "spec"], isAccess, findings);
  const declaring = components.filter((component) => component.access.length > 0);
  const identity = readIdentity(root, path, options.defaultNamespace, declaring.length > 0, findings);
  checkDuplicates(components, declaring.length > 0, findings);
  checkPolicies(spec, [...path, "spec", "policies"], declaring, isAccess, reading);
  const topologies = topologyNames(spec);
  return declaring.flatMap(
    (component) => readService(component, identity, topologies, options, reading) ?? [],
  );
}

function checkPolicies(
  spec: unknown,
  path: Path,
  declaring: Component[],
  isAccess: (type: unknown) => boolean,
  { findings }: Reading,
): void {
  const targets: Declaring[] = declaring.map(({ node }) => ({
    name: textIn(field(node, "name")) ?? "",
    type: textIn(field(node, "type")),
  }));
  for (const conflict of policyConflicts(field(spec, "policies"), path, targets, isAccess)) {
    findings.error(
      "policy-changes-access",
      conflict.path,
      conflict.message,
      "Say what differs by environment under properties.environments of the trait.",
    );
  }
}

function topologyNames(spec: unknown): string[] {
  const policies = listIn(field(spec, "policies"))?.items ?? [];
  return policies.flatMap((policy) => {
    const isTopology = textIn(field(policy, "type"))?.split("@")[0] === "topology";
    return isTopology ? (textIn(field(policy, "name")) ?? []) : [];
  });
}

function readService(
  { node, path, access }: Component,
  identity: ApplicationIdentity | undefined,
  topologies: readonly string[],
  options: ReaderOptions,
  reading: Reading,
): ServiceDeclaration | undefined {
  const [first, second] = access;
  if (!first) return undefined;
  if (second)
    reading.findings.error(
      "trait-twice",
      second.path,
      "The component declares access twice.",
      "Keep one access trait.",
    );
  const component = readComponentName(node, path, true, reading.findings);
  const properties = field(first.node, "properties");
  const trait = readAccessTrait(
    properties,
    [...first.path, "properties"],
    { topologies, issuers: options.issuers },
    reading,
  );
  if (!identity || component === undefined || !trait || second) return undefined;
  return {
    ref: `${identity.namespace}/${identity.application}/${component}`,
    ...identity,
    component,
    trait,
    digest: digestOf(trait),
    line: reading.findings.lineOf(first.node as Node),
    written: writtenTrait(
      properties,
      reading.findings.lineOf(properties as Node),
      topologies,
      reading.source,
    ),
  };
}
