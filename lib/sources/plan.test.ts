import { describe, expect, test } from "vitest";
import { digestOf } from "@/lib/declarations/digest";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { KnownService } from "./claims";
import { covers } from "./patterns";
import { type PlanInput, planSync } from "./plan";
import type { ReadFile } from "./read-source";

const trait: AccessTrait = { owners: ["group:default/team"], roles: { reader: { scopes: ["read"] } } };

/** A good file that declares these services. */
function file(path: string, refs: string[], more: Partial<AccessTrait> = {}): ReadFile {
  const services = refs.map((ref) => {
    const [namespace = "", application = "", component = ""] = ref.split("/");
    const own = { ...trait, ...more };
    const written = { block: null, topologies: [], digest: "" };
    return { ref, namespace, application, component, trait: own, digest: digestOf(own), line: 1, written };
  });
  const document = {
    index: 0,
    kind: "core.oam.dev/v1beta1/Application",
    verdict: "service" as const,
    messages: [],
    services,
  };
  return { path, report: { file: path, ok: true, documents: [document] } };
}

const broken = (path: string): ReadFile => ({ path, problem: "unreadable" });

const known = (ref: string, more: Partial<KnownService> = {}): KnownService => ({
  id: `svc_${ref}`,
  ref,
  sourceName: "catalogue",
  status: "active",
  declaredId: `dcl_${ref}`,
  digest: digestOf(trait),
  file: "a.yaml",
  ...more,
});

function plan(input: Partial<PlanInput>) {
  const { publish, withdraw, problems } = planSync({
    source: { name: "catalogue", declares: ["*"] },
    sources: new Set(["catalogue", "other"]),
    files: [],
    known: [],
    holders: [],
    baseUrl: "https://daypass.example.com",
    ...input,
  });
  return {
    publish: publish.map((claim) => claim.service.ref),
    withdraw: withdraw.map((service) => service.ref),
    problems: problems.map((problem) => problem.message),
  };
}

const api = "shop/orders/api";
const web = "shop/orders/web";

describe("what a reading changes", () => {
  test.each<[string, Partial<PlanInput>, { publish?: string[]; withdraw?: string[]; problems?: string[] }]>([
    ["a new service", { files: [file("a.yaml", [api])] }, { publish: [api] }],
    ["nothing", { files: [file("a.yaml", [api])], known: [known(api)] }, {}],
    [
      "another trait",
      { files: [file("a.yaml", [api], { title: "New" })], known: [known(api)] },
      { publish: [api] },
    ],
    ["a move to another file", { files: [file("b.yaml", [api])], known: [known(api)] }, {}],
    [
      "a service that came back",
      { files: [file("a.yaml", [api])], known: [known(api, { status: "withdrawn" })] },
      { publish: [api] },
    ],
    [
      "a service that is gone",
      { files: [file("a.yaml", [api])], known: [known(api), known(web)] },
      { withdraw: [web] },
    ],
    [
      "a service that is gone already",
      { files: [file("a.yaml", [api])], known: [known(api), known(web, { status: "withdrawn" })] },
      {},
    ],
    [
      "a broken file: nothing is withdrawn",
      { files: [broken("b.yaml"), file("a.yaml", [api])], known: [known(api), known(web)] },
      { problems: ["unreadable"] },
    ],
    [
      "a broken file beside a new service",
      { files: [broken("b.yaml"), file("a.yaml", [api])] },
      { publish: [api], problems: ["unreadable"] },
    ],
    [
      "a service of another source",
      { files: [file("a.yaml", [api])], known: [known(api, { sourceName: "other" })] },
      { problems: [`${api} is declared by the source other already, which stays.`] },
    ],
    [
      "a service that another source gave up",
      { files: [file("a.yaml", [api])], known: [known(api, { sourceName: "other", status: "withdrawn" })] },
      { publish: [api] },
    ],
    [
      "a service of a source that is no longer configured",
      { files: [file("a.yaml", [api])], known: [known(api, { sourceName: "former" })] },
      { publish: [api] },
    ],
    [
      "twice: the first file stays",
      { files: [file("a.yaml", [api]), file("b.yaml", [api], { title: "Mine" })] },
      { publish: [api], problems: [`${api} is declared twice.`] },
    ],
    [
      "twice: the file that had it stays, whatever the order",
      { files: [file("0.yaml", [api], { title: "Mine" }), file("a.yaml", [api])], known: [known(api)] },
      { problems: [`${api} is declared twice.`] },
    ],
    [
      "a claim to a service whose own file is broken",
      { files: [broken("a.yaml"), file("b.yaml", [api], { title: "Mine" })], known: [known(api)] },
      { problems: ["unreadable", `${api} is declared in a.yaml, which has errors.`] },
    ],
    [
      "a name outside what the source may declare",
      { source: { name: "catalogue", declares: ["shop/*/api"] }, files: [file("a.yaml", [web])] },
      { problems: [`The source catalogue may not declare ${web}.`] },
    ],
    [
      "an audience that another Application holds",
      {
        files: [file("a.yaml", [api], { token: { audience: "urn:x" } })],
        holders: [{ audience: "urn:x", ref: "pay/pay/api" }],
      },
      { problems: ["The audience urn:x is that of pay/pay/api."] },
    ],
    [
      "one audience in two Applications",
      { files: [file("a.yaml", [api, "pay/pay/api"], { token: { audience: "urn:x" } })] },
      { publish: [api], problems: [`The audience urn:x is that of ${api}.`] },
    ],
    [
      "one audience in one Application",
      { files: [file("a.yaml", [api, web], { token: { audience: "urn:x" } })] },
      { publish: [api, web] },
    ],
    [
      "another service's name as audience",
      {
        files: [
          file("a.yaml", ["pay/pay/api"]),
          file("b.yaml", [api], { token: { audience: "pay/pay/api" } }),
        ],
      },
      { publish: ["pay/pay/api"], problems: ["The audience pay/pay/api is that of pay/pay/api."] },
    ],
    [
      "the audience of Daypass itself",
      { files: [file("a.yaml", [api], { token: { audience: "https://daypass.example.com" } })] },
      { problems: ["The audience https://daypass.example.com is that of Daypass itself."] },
    ],
  ])("%s", (_what, input, expected) => {
    expect(plan(input)).toEqual({ publish: [], withdraw: [], problems: [], ...expected });
  });
});

test.each([
  ["*", api, true],
  ["shop/*/*", api, true],
  ["shop/orders/api", api, true],
  ["shop/ord*/a*i", api, true],
  ["shop/orders/ap", api, false],
  ["shop/orders", api, false],
  ["shop/orders/api/x", api, false],
  ["sho*/pay/*", api, false],
  ["shop/*s*s/api", "shop/abcs/api", false],
  ["shop/*s*s/api", "shop/asbs/api", true],
  ["shop/a*a/api", "shop/a/api", false],
])("%s covers %s: %s", (pattern, ref, expected) => expect(covers(pattern, ref)).toBe(expected));
