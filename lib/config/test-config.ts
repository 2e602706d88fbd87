import { tmpdir } from "node:os";
import type { Config, IssuerConfig } from "./config";

/** A registered issuer for tests; principals of it are in `group:default/<claim>`. */
export const testIssuer: IssuerConfig = {
  name: "Test issuer",
  issuer: "https://issuer.test",
  kind: "user",
  audiences: ["daypass"],
  signIn: null,
  claims: { name: "name", email: "email", groups: "groups", user: "sub", keep: [] },
  groupPrefix: "group:default/",
  userPrefix: "user:default/",
  mappings: [],
  allowOwnerMappings: false,
  emailVerified: false,
  jwksUrl: null,
  trustDomain: null,
  aws: null,
};

/** A whole configuration for tests, with what a test says on top. */
export function testConfig(overrides: Partial<Config> & Pick<Config, "databaseUrl">): Config {
  return {
    port: 0,
    baseUrl: "http://localhost:3000",
    secret: "a-secret-of-at-least-32-characters-for-tests",
    cacheFolder: tmpdir(),
    issuers: [testIssuer],
    admins: ["group:default/platform"],
    auditors: ["group:default/audit"],
    actors: [],
    sources: [],
    limits: {
      maxDurationSeconds: 12 * 3600,
      minDurationSeconds: 1,
      pendingForSeconds: 24 * 3600,
      proposalPendingForSeconds: 14 * 86_400,
      tokenLifetimeSeconds: 600,
      apiTokenLifetimeSeconds: 3600,
    },
    tickets: null,
    webhooks: [],
    slack: null,
    teams: [],
    onCall: [],
    mail: null,
    serviceUrls: {},
    ...overrides,
  };
}
