import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError } from "./config-error";
import { loadConfig } from "./load-config";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const complete = {
  DAYPASS_URL: "https://daypass.example.com/",
  DATABASE_URL: "postgresql://daypass@db/daypass",
  DAYPASS_SECRET: "s".repeat(32),
  OIDC_SECRET: "client secret",
};

const smallest = `version: 1
issuers:
  - name: corp
    issuer: https://login.example.com
    kind: user
    signIn: { clientId: daypass, clientSecretEnv: OIDC_SECRET }
`;

function load(yaml: string, env: Record<string, string | undefined> = {}) {
  writeFileSync(path.join(folder, "daypass.yaml"), yaml);
  return loadConfig({ env: { ...complete, ...env }, cwd: folder });
}

function problemsOf(yaml: string, env: Record<string, string | undefined> = {}): string[] {
  try {
    load(yaml, env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map(({ where, message }) => `${where} ${message}`);
    throw error;
  }
  return [];
}

describe("loadConfig", () => {
  test("fills in every default", () => {
    expect(load(smallest)).toEqual({
      port: 3000,
      baseUrl: "https://daypass.example.com",
      databaseUrl: complete.DATABASE_URL,
      secret: complete.DAYPASS_SECRET,
      cacheFolder: tmpdir(),
      issuers: [
        {
          name: "corp",
          issuer: "https://login.example.com",
          kind: "user",
          audiences: ["daypass"],
          signIn: {
            clientId: "daypass",
            clientSecret: "client secret",
            scope: "openid profile email groups",
            label: "Sign in with corp",
          },
          claims: { name: "name", email: "email", groups: "groups", user: "sub", keep: [] },
          groupPrefix: "group:default/",
          userPrefix: "user:default/",
          mappings: [],
          allowOwnerMappings: false,
          emailVerified: false,
          jwksUrl: null,
          trustDomain: null,
          aws: null,
        },
      ],
      admins: [],
      auditors: [],
      actors: [],
      sources: [],
      limits: {
        maxDurationSeconds: 43_200,
        minDurationSeconds: 60,
        pendingForSeconds: 86_400,
        proposalPendingForSeconds: 14 * 86_400,
        tokenLifetimeSeconds: 600,
        apiTokenLifetimeSeconds: 3600,
        tokenCallsPerSecond: 50,
        serviceCallsPerSecond: 2_000,
      },
      tickets: null,
      webhooks: [],
      slack: null,
      teams: [],
      onCall: [],
      mail: null,
      serviceUrls: {},
    });
  });

  test("resolves source folders against the file and webhook secrets from the environment", () => {
    const config = load(
      `${smallest}sources: [{ name: catalogue, kind: folder, path: ./apps, declares: ["shop/*/*"] }]
webhooks: [{ name: siem, url: https://siem.example.com/in, secretEnv: SIEM_SECRET, events: ["grant.*"] }]
limits: { maxDuration: PT4H }
`,
      { SIEM_SECRET: "hush" },
    );
    expect(config.sources).toEqual([
      {
        name: "catalogue",
        kind: "folder",
        path: path.join(folder, "apps"),
        declares: ["shop/*/*"],
        whenGone: "end",
      },
    ]);
    expect(config.webhooks).toEqual([
      {
        name: "siem",
        url: "https://siem.example.com/in",
        secret: "hush",
        previousSecret: null,
        events: ["grant.*"],
      },
    ]);
    expect(config.limits.maxDurationSeconds).toBe(14_400);
  });

  test("resolves how mail leaves, with the usual port of its kind of TLS", () => {
    const from = "Daypass <daypass@example.com>";
    const mail = (text: string, env = {}) =>
      load(`${smallest}mail: { ${text}, from: "${from}" }\n`, env).mail;
    expect(mail("host: mail.example.com")).toEqual({
      host: "mail.example.com",
      port: 587,
      tls: "startTls",
      credentials: null,
      from,
    });
    const given = "host: m, tls: implicit, usernameEnv: MAIL_USER, passwordEnv: MAIL_PASSWORD";
    expect(mail(given, { MAIL_USER: "daypass", MAIL_PASSWORD: "hush\n" })).toMatchObject({
      port: 465,
      credentials: { username: "daypass", password: "hush" },
    });
    expect(mail("host: localhost, port: 1025, tls: none")).toMatchObject({ port: 1025, tls: "none" });
  });

  test("reads the file that DAYPASS_CONFIG names", () => {
    writeFileSync(path.join(folder, "other.yaml"), smallest.replace("corp", "other"));
    const config = loadConfig({ env: { ...complete, DAYPASS_CONFIG: "other.yaml" }, cwd: folder });
    expect(config.issuers[0]?.name).toBe("other");
  });

  test("a half-configured production lists everything that is missing at once", () => {
    expect(() =>
      loadConfig({
        env: { DATABASE_URL: complete.DATABASE_URL, DAYPASS_CONFIG: "missing.yaml" },
        cwd: folder,
      }),
    ).toThrow(
      expect.objectContaining({
        message: [
          "Daypass cannot start with this configuration (3 problems):",
          "  environment DAYPASS_URL is missing: the public address of this Daypass, like https://daypass.example.com.",
          "  environment DAYPASS_SECRET is missing: at least 32 random characters, as openssl rand -base64 48 makes them.",
          "  missing.yaml does not exist.",
        ].join("\n"),
      }),
    );
  });

  test("only the launcher's own database excuses a file without signIn", () => {
    const machinesOnly = smallest.replace(/signIn: .*/, "audiences: [daypass]");
    expect(problemsOf(machinesOnly)).toEqual([
      "daypass.yaml:2:1 no issuer has signIn, so nobody could sign in.",
    ]);
    expect(problemsOf(machinesOnly, { DAYPASS_EMBEDDED: "1" })).toEqual([]);
  });
});

const withIssuer = (lines: string) => smallest.replace("    kind: user\n", `    kind: user\n${lines}\n`);

describe("problems in daypass.yaml say line and column", () => {
  test.each([
    ["an unknown key", `${smallest}admin: []\n`, ["daypass.yaml:7:1 admin is not a known key."]],
    [
      "an unknown key deep down",
      withIssuer("    claims: { mail: x }"),
      ["daypass.yaml:6:15 issuers[0].claims.mail is not a known key."],
    ],
    ["no issuers", "version: 1\nissuers: []\n", ["daypass.yaml:2:1 issuers must not be empty."]],
    ["an empty file", "", ["daypass.yaml:1:1 the file must be a map of keys."]],
    [
      "another version",
      smallest.replace("version: 1", "version: 2"),
      ["daypass.yaml:1:1 version must be 1."],
    ],
    ["broken YAML", `${smallest}admins: [\n`, ["daypass.yaml:8:1 "]],
    ["a repeated key", `${smallest}version: 1\n`, ["daypass.yaml:7:1 Map keys must be unique"]],
    [
      "an issuer over plain http",
      smallest.replace("https:", "http:"),
      ["daypass.yaml:4:5 issuers[0].issuer must be an https address"],
    ],
    [
      "an issuer with a query",
      smallest.replace("example.com", "example.com?x=1"),
      ["daypass.yaml:4:5 issuers[0].issuer must have no query"],
    ],
    [
      "an unset secret",
      smallest.replace("OIDC_SECRET", "NOT_SET"),
      ["daypass.yaml:6:34 names the environment variable NOT_SET, which is not set."],
    ],
    [
      "a duration in months",
      `${smallest}limits: { maxDuration: P1M }\n`,
      ["daypass.yaml:7:11 limits.maxDuration must be a duration"],
    ],
    [
      "a pattern of tickets that is none",
      `${smallest}tickets: { pattern: "[A-Z", example: OPS-1 }\n`,
      ["daypass.yaml:7:12 tickets.pattern must be a regular expression"],
    ],
    [
      "an example that is no ticket",
      `${smallest}tickets: { pattern: "[A-Z]+-[0-9]+", example: see OPS-1 }\n`,
      ["daypass.yaml:7:38 tickets.example does not match"],
    ],
    [
      "a page of tickets that none has",
      `${smallest}tickets: { pattern: ".+", example: x, url: "https://tickets.example.com" }\n`,
      ["daypass.yaml:7:39 tickets.url must be an https address with {ticket} in it"],
    ],
    [
      "limits that cross",
      `${smallest}limits: { maxDuration: 1h, minDuration: 2h }\n`,
      ["daypass.yaml:7:28 limits.minDuration is longer"],
    ],
    [
      "a token that lives for hours",
      `${smallest}limits: { tokenLifetime: 2h }\n`,
      ["daypass.yaml:7:11 limits.tokenLifetime must be at most 1h"],
    ],
    [
      "an admin without a kind",
      `${smallest}admins: [platform]\n`,
      ["daypass.yaml:7:10 admins[0] must be group:default/name"],
    ],
    [
      "an admin of a stranger",
      `${smallest}admins: ["https://other.example#1"]\n`,
      ["daypass.yaml:7:10 admins[0] names https://other.example"],
    ],
    [
      "a person who would act for people",
      `${smallest}actors: ["user:default/sam"]\n`,
      ["daypass.yaml:7:10 actors[0] names a person: only workloads act for people."],
    ],
    [
      "an actor of a stranger",
      `${smallest}actors: ["https://other.example#1"]\n`,
      ["daypass.yaml:7:10 actors[0] names https://other.example"],
    ],
    [
      "a workload that signs in",
      smallest.replace("kind: user", "kind: workload"),
      ["daypass.yaml:6:5 a workload issuer has no signIn"],
    ],
    [
      "AWS for people",
      withIssuer('    aws: { accounts: ["123456789012"] }'),
      ["daypass.yaml:6:5 aws is for issuers of kind workload."],
    ],
    [
      "AWS with audiences, which its requests do not have",
      `${smallest}  - { name: aws, issuer: "https://sts.amazonaws.com", kind: workload, audiences: [x], aws: { accounts: ["123456789012"] } }\n`,
      ["daypass.yaml:7:71 audiences says nothing about AWS"],
    ],
    [
      "an account whose leading zeros YAML took away",
      `${smallest}  - { name: aws, issuer: "https://sts.amazonaws.com", kind: workload, aws: { accounts: [012345678901] } }\n`,
      ["issuers[1].aws.accounts[0] must be"],
    ],
    [
      "an STS with a path",
      `${smallest}  - { name: aws, issuer: "https://sts.amazonaws.com", kind: workload, aws: { accounts: ["123456789012"], endpoints: ["https://sts.amazonaws.com/"] } }\n`,
      ["issuers[1].aws.endpoints[0] must be an origin"],
    ],
    [
      "an admin of a trust domain that no issuer speaks for",
      `${smallest}admins: ["spiffe://prod.example.com/admin"]\n`,
      ["daypass.yaml:7:10 admins[0] is of the trust domain prod.example.com, which none"],
    ],
    [
      "two issuers for one trust domain",
      `${smallest}  - { name: a, issuer: "https://a.example", kind: workload, audiences: [x], trustDomain: prod }
  - { name: b, issuer: "https://b.example", kind: workload, audiences: [x], trustDomain: prod }\n`,
      ["daypass.yaml:8:77 issuers[2].trustDomain is used twice: prod."],
    ],
    [
      "a mapping that asks two things of one claim",
      withIssuer("    mappings: [{ match: [{ claim: a, equals: b, in: [c] }], groups: [group:default/x] }]"),
      ["issuers[0].mappings[0].match[0] must be a claim and exactly one of"],
    ],
    [
      "a mapping to no group",
      withIssuer("    mappings: [{ match: [{ claim: a, exists: true }], groups: [x] }]"),
      ["issuers[0].mappings[0].groups[0] must be group:default/name"],
    ],
    [
      "a source that declares a half name",
      `${smallest}sources: [{ name: a, kind: folder, path: ., declares: [shop] }]\n`,
      ["daypass.yaml:7:56 sources[0].declares[0] must be"],
    ],
    [
      "a source of no kind",
      `${smallest}sources: [{ name: a, kind: carrier-pigeon, declares: ["*"] }]\n`,
      ["daypass.yaml:7:22 sources[0].kind must be folder, git, kubernetes or upload"],
    ],
    [
      "a webhook over plain http",
      `${smallest}webhooks: [{ name: a, url: "http://siem.example", secretEnv: OIDC_SECRET }]\n`,
      ["daypass.yaml:7:23 webhooks[0].url must be an https address"],
    ],
    [
      "a webhook with a name of Daypass itself",
      `${smallest}webhooks: [{ name: mail, url: "https://siem.example", secretEnv: OIDC_SECRET }]\n`,
      ["daypass.yaml:7:14 webhooks[0].name: mail is a name of Daypass itself"],
    ],
    [
      "mail in the clear over the network",
      `${smallest}mail: { host: mail.example.com, tls: none, from: daypass@example.com }\n`,
      ["daypass.yaml:7:33 mail.tls: none is for a mail server on this machine only"],
    ],
    [
      "mail with half a password",
      `${smallest}mail: { host: mail.example.com, usernameEnv: OIDC_SECRET, from: daypass@example.com }\n`,
      ["daypass.yaml:7:1 mail needs both usernameEnv and passwordEnv"],
    ],
    [
      "mail from two lines",
      `${smallest}mail: { host: mail.example.com, from: "a\\nb <daypass@example.com>" }\n`,
      ["daypass.yaml:7:33 mail.from must be an address"],
    ],
    [
      "two sources of one name",
      `${smallest}sources:\n  - &a { name: a, kind: folder, path: ., declares: ["*"] }\n  - *a\n`,
      ["sources[1].name is used twice"],
    ],
  ])("%s", (_name, yaml, expected) => {
    const found = problemsOf(yaml);
    expect(found).toHaveLength(expected.length);
    for (const [index, beginning] of expected.entries()) expect(found[index]).toContain(beginning);
  });
});

describe("problems in the environment", () => {
  test.each([
    ["PORT", "http", "PORT must be a number"],
    ["PORT", "70000", "PORT must be a number"],
    ["DAYPASS_URL", "http://daypass.example.com", "must be an https address"],
    ["DAYPASS_URL", "https://daypass.example.com/app", "must be only an origin"],
    ["DATABASE_URL", "mysql://db/daypass", "must begin with postgresql://"],
    ["DAYPASS_SECRET", "short", "must have at least 32 characters; it has 5"],
  ])("%s=%s", (name, value, expected) => {
    const found = problemsOf(smallest, { [name]: value });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`environment`);
    expect(found[0]).toContain(expected);
  });
});
