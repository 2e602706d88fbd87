import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IssuerConfig } from "@/lib/config/config";
import { testConfig } from "@/lib/config/test-config";
import { type MappedClaims, mapClaims } from "@/lib/principals/map-claims";
import type { Runtime } from "@/lib/runtime/runtime";
import { verifyIdToken } from "./issuers";
import { startTestIdp, type TestIdp } from "./test-idp";

let idp: TestIdp;
beforeEach(async () => {
  idp = await startTestIdp();
});
afterEach(() => idp.close());

type Claims = Record<string, unknown>;

/** Signs the claims as a registered workload issuer and tells who Daypass takes them for. */
async function identify(claims: Claims, settings: Partial<IssuerConfig> = {}, header: Claims = {}) {
  const issuer: IssuerConfig = { ...idp.issuer, kind: "workload", ...settings };
  const config = testConfig({ databaseUrl: "postgresql://nowhere", issuers: [issuer] });
  const now = Math.floor(Date.now() / 1000);
  const token = await idp.sign({ iss: idp.url, aud: "daypass", exp: now + 300, ...claims }, header);
  const verified = await verifyIdToken({ config } as Runtime, token);
  return mapClaims(verified.issuer, { ...verified.claims });
}

const iat = () => Math.floor(Date.now() / 1000);

// As https://docs.github.com/en/actions/reference/security/oidc shows them.
const gitHub = (): Claims => ({
  jti: "example-id",
  sub: "repo:acme/orders:environment:production",
  environment: "production",
  ref: "refs/heads/main",
  sha: "b7d1c1a",
  repository: "acme/orders",
  repository_owner: "acme",
  repository_owner_id: "65",
  run_id: "71",
  actor: "octocat",
  workflow: "deploy",
  job_workflow_ref: "acme/ci/.github/workflows/deploy.yml@refs/heads/main",
  event_name: "workflow_dispatch",
  ref_type: "branch",
  nbf: iat() - 1,
  iat: iat(),
});

describe("GitHub Actions", () => {
  const mappings = [
    {
      match: [
        { claim: "repository", equals: "acme/orders" },
        { claim: "ref", in: ["refs/heads/main", "refs/heads/release"] },
        { claim: "job_workflow_ref", like: "acme/ci/.github/workflows/deploy.yml@refs/heads/*" },
      ],
      groups: ["group:default/orders-ci"],
    },
  ];

  it("puts the job of a repository into the group that the platform's mapping names", async () => {
    const mapped = await identify(gitHub(), {
      mappings,
      claims: { ...idp.issuer.claims, keep: ["repository", "environment"] },
    });
    expect(mapped).toMatchObject({
      subject: "repo:acme/orders:environment:production",
      name: "repo:acme/orders:environment:production",
      groups: ["group:default/orders-ci"],
      claims: { repository: "acme/orders", environment: "production" },
    });
  });

  it.each([
    { repository: "acme/orders-fork" },
    { repository: "evil/acme/orders" },
    { ref: "refs/heads/main/x" },
    { ref: undefined },
    { job_workflow_ref: "acme/ci/.github/workflows/deploy.yml@refs/heads/feature/main" },
    { job_workflow_ref: "acme/ci/.github/workflows/deployXyml@refs/heads/main" },
    { job_workflow_ref: ["acme/ci/.github/workflows/deploy.yml@refs/heads/main"] },
  ])("but no job with %o", async (other) => {
    expect((await identify({ ...gitHub(), ...other }, { mappings })).groups).toEqual([]);
  });
});

it("knows a job of GitLab CI by its project and protected branch", async () => {
  const mapped = await identify(
    // As https://docs.gitlab.com/ci/secrets/id_token_authentication shows them.
    {
      namespace_id: "72",
      namespace_path: "acme",
      project_id: "20",
      project_path: "acme/orders",
      pipeline_source: "push",
      ref_type: "branch",
      ref: "main",
      ref_protected: "true",
      environment_protected: "false",
      runner_environment: "self-hosted",
      sub: "project_path:acme/orders:ref_type:branch:ref:main",
      iat: iat(),
      nbf: iat() - 5,
      jti: "235b3a54-b797-45c7-ae9a-f72d7bc6ef5b",
    },
    {
      mappings: [
        {
          match: [
            { claim: "project_path", like: "acme/*" },
            { claim: "ref_protected", equals: "true" },
          ],
          groups: ["group:default/acme-ci"],
        },
      ],
    },
  );
  expect(mapped.groups).toEqual(["group:default/acme-ci"]);
});

it("knows a Kubernetes service account by its namespace, though Kubernetes nests its claims", async () => {
  const mapped = await identify(
    // As a projected volume has it; the header has no typ.
    {
      aud: ["daypass"],
      iat: iat(),
      nbf: iat(),
      sub: "system:serviceaccount:orders:worker",
      "kubernetes.io": {
        namespace: "orders",
        node: { name: "n1", uid: "1" },
        pod: { name: "worker-0", uid: "2" },
        serviceaccount: { name: "worker", uid: "3" },
      },
    },
    {
      // The keys of a cluster whose discovery document names an address that only it can reach.
      jwksUrl: `${idp.url}/keys`,
      claims: { ...idp.issuer.claims, keep: ["kubernetes.io/serviceaccount/name"] },
      mappings: [
        {
          match: [{ claim: "kubernetes.io/namespace", equals: "orders" }],
          groups: ["group:default/orders-workers"],
        },
      ],
    },
  );
  expect(mapped).toMatchObject({
    groups: ["group:default/orders-workers"],
    claims: { "kubernetes.io/serviceaccount/name": "worker" },
  });
  expect(idp.state.calls.discovery).toBe(0);
});

describe("SPIFFE", () => {
  const trustDomain = "prod.example.com";
  const id = `spiffe://${trustDomain}/ns/orders/sa/worker`;

  it("takes a JWT-SVID without iss and iat by its trust domain, with the keys of its bundle", async () => {
    idp.state.keys = [
      { kty: "EC", crv: "P-256", use: "x509-svid", x: "a", y: "b" },
      { ...idp.jwk, use: "jwt-svid" },
    ];
    const mapped = await identify({ iss: undefined, sub: id }, { trustDomain, jwksUrl: `${idp.url}/bundle` });
    expect(mapped).toMatchObject({ subject: id, ref: id });
  });

  it("names nobody of a trust domain that is not the issuer's own", async () => {
    const claims = { sub: "spiffe://other.example.com/admin", iat: iat() };
    await expect(identify(claims, { trustDomain })).rejects.toThrow("no workload of prod.example.com");
    await expect(identify({ ...claims, iss: undefined }, { trustDomain })).rejects.toThrow("not registered");
    // An issuer without a trust domain may call its subjects what it likes: it is no reference.
    expect((await identify(claims)).ref).toBeNull();
  });

  it.each([
    `spiffe://${trustDomain}/ns/../admin`,
    `spiffe://${trustDomain}/ns//worker`,
    `spiffe://${trustDomain}/`,
    `spiffe://${trustDomain}@evil.example/x`,
    `spiffe://PROD.example.com/x`,
    `spiffe://${trustDomain}/a?b`,
  ])("refuses %s, which is no SPIFFE ID", async (sub) => {
    await expect(identify({ sub, iat: iat() }, { trustDomain })).rejects.toThrow("no workload of");
  });

  it("does not take an X.509 key of the bundle for one that signs tokens", async () => {
    idp.state.keys = [{ ...idp.jwk, use: "x509-svid" }];
    await expect(
      identify({ iss: undefined, sub: id }, { trustDomain, jwksUrl: `${idp.url}/bundle` }),
    ).rejects.toThrow("not by a key of its issuer");
  });
});

it("still wants iat of whoever is no SPIFFE issuer", async () => {
  const refused: Promise<MappedClaims> = identify({ sub: "job" });
  await expect(refused).rejects.toThrow('its claim "iat"');
});
