import { stringify } from "yaml";
import type { AccessTrait } from "@/lib/declarations/trait";
import { offers, policies } from "./roles";
import { type MadeUpService, madeUpServices } from "./services";
import { groupRef } from "./teams";

/** A file of the made-up company's repository of Applications. */
export interface ApplicationFile {
  path: string;
  text: string;
}

/** The OAM Applications that declare the first `count` services, one file each. */
export function applicationFiles(count: number): ApplicationFile[] {
  const applications = new Map<string, MadeUpService[]>();
  for (const service of madeUpServices.slice(0, count)) {
    const name = service.ref.slice(0, service.ref.lastIndexOf("/"));
    applications.set(name, [...(applications.get(name) ?? []), service]);
  }
  return [...applications].map(([name, components]) => ({
    path: `${name.replace("/", "-")}.yaml`,
    text: `# Made up, by npm run demo-history.\n${stringify(application(name, components), { aliasDuplicateObjects: false })}`,
  }));
}

function application(name: string, components: readonly MadeUpService[]) {
  const [namespace, application] = name.split("/");
  const policy = (place: string) => ({
    name: place,
    type: "topology",
    properties: { clusters: [`${place}-eu`], namespace },
  });
  return {
    apiVersion: "core.oam.dev/v1beta1",
    kind: "Application",
    metadata: { name: application, namespace },
    spec: {
      components: components.map((service) => {
        const component = service.ref.slice(service.ref.lastIndexOf("/") + 1);
        return {
          name: component,
          type: "webservice",
          properties: { image: `ghcr.io/example/${component}:1.0.0`, port: 8443 },
          traits: [{ type: "access", properties: { schemaVersion: 1, ...traitOf(service) } }],
        };
      }),
      policies: [policy("staging"), policy("production")],
    },
  };
}

function traitOf({ ref, title, owner, kind, description }: MadeUpService): AccessTrait {
  const { eligible, roles, staged } = offers[kind];
  const name = ref.slice(ref.lastIndexOf("/") + 1);
  const used = new Set(Object.values(roles).map(({ approval }) => approval));
  const known = Object.entries(policies).filter(([policy]) => used.has(policy));
  return {
    title,
    description,
    system: ref.split("/")[1],
    lifecycle: "production",
    owners: [groupRef(owner)],
    defaults: { duration: { default: "1h", max: "8h" }, eligible },
    approvalPolicies: Object.fromEntries(known),
    roles: Object.fromEntries(
      Object.entries(roles).map(([key, role]) => [key, { ...role, scopes: [`${name}:${key}`] }]),
    ),
    environments: {
      ...(staged ? { staging: { title: "Staging", tier: "staging", topology: "staging" } } : {}),
      production: { title: "Production", tier: "production", topology: "production", maxDuration: "4h" },
    },
  };
}
