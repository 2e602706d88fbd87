type Json = Record<string, unknown>;
type Path = readonly (string | number)[];

/** One rule broken in a whole trait: `value` put at `path`, or taken away where it is undefined. */
export interface Variant {
  rule: string;
  path: Path;
  value?: unknown;
}

const team = "group:default/team";

/** A sound trait that has every field. */
export const whole: Json = {
  schemaVersion: 1,
  title: "Ledger API",
  description: "Holds\n\tthe books.",
  system: "payments",
  lifecycle: "production",
  owners: [team],
  links: [{ url: "https://wiki.example.com/ledger", title: "Wiki", type: "docs" }],
  defaults: { duration: { default: "1h", max: "8h" }, approval: "one-owner", eligible: [team] },
  approvalPolicies: {
    "one-owner": {
      stages: [{ name: "owner", approvers: ["owners", team], required: 1, counts: "people", timeout: "4h" }],
      expiresAfter: "P1D",
      allowSelfApproval: false,
    },
    oncall: {
      autoApprove: { eligible: [team], maxDuration: "1h" },
      postReview: { within: "24h", reviewers: ["owners"] },
    },
  },
  roles: {
    reader: {
      title: "Read",
      description: "See the books.",
      actions: ["ledger:Get*", "ledger:*"],
      resources: ["urn:payments:ledger/*"],
      scopes: ["ledger.read"],
      authorizationDetails: [
        {
          type: "urn:example:ledger",
          locations: ["https://ledger.example.com"],
          actions: ["read"],
          datatypes: ["entries"],
          identifier: "eu",
          privileges: ["low"],
          limit: { amount: 5 },
        },
      ],
      duration: { default: "30m", max: "PT2H" },
      approval: "one-owner",
      eligible: ["user:default/jane", "spiffe://example.org/ns/ci"],
      onBehalf: ["group:default/leads"],
      environments: ["production"],
      conflictsWith: ["auditor"],
      justification: { minLength: 20, ticket: "required" },
      authContext: { acrValues: ["urn:example:mfa"], amrValues: ["hwk"], maxAge: "15m" },
      risk: "low",
      breakGlass: false,
    },
    auditor: { scopes: ["ledger.audit"] },
  },
  environments: {
    production: {
      title: "Production",
      tier: "production",
      topology: "topology-prod",
      maxDuration: "4h",
      approval: "one-owner",
      authContext: { acrValues: ["a"], amrValues: ["b"], maxAge: "5m" },
      audience: "https://ledger.example.com",
    },
  },
  trust: {
    corp: {
      issuer: "https://login.example.com/tenant-1",
      audiences: ["daypass"],
      subjectClaim: "sub",
      mappings: [
        {
          match: [
            { claim: "groups", contains: "x" },
            { claim: "department", equals: "finance" },
            { claim: "kind", in: ["staff"] },
            { claim: "badge", exists: true },
          ],
          grant: "eligible",
          roles: ["reader"],
        },
      ],
    },
  },
  token: {
    audience: "https://ledger.example.com",
    format: "at+jwt",
    lifetime: "10m",
    binding: "none",
    claims: ["department"],
  },
};

/** `whole` with one rule broken. */
export function broken({ path, value }: Variant): unknown {
  const trait = structuredClone(whole);
  let holder: unknown = trait;
  for (const step of path.slice(0, -1)) holder = Reflect.get(Object(holder), step);
  const last = path.at(-1) ?? "";
  if (value === undefined) Reflect.deleteProperty(Object(holder), last);
  else Reflect.set(Object(holder), last, value);
  return trait;
}

const many = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => of(index));
const role = (field: string, ...rest: (string | number)[]) => ["roles", "reader", field, ...rest];
const stage = (field: string) => ["approvalPolicies", "one-owner", "stages", 0, field];
const match = ["trust", "corp", "mappings", 0, "match", 0];

/** Refused by zod, the JSON Schema and CUE alike. */
export const refusedByAll: Variant[] = [
  { rule: "a field that nobody knows", path: ["colour"], value: "red" },
  { rule: "a misspelt field of a role", path: role("durations"), value: { max: "1h" } },
  { rule: "another version", path: ["schemaVersion"], value: 2 },
  { rule: "a title of two lines", path: ["title"], value: "a\nb" },
  { rule: "a title that changes direction", path: ["title"], value: "a\u2066b" },
  { rule: "a title of 121 characters", path: ["title"], value: "a".repeat(121) },
  { rule: "a title of 121 emoji", path: ["title"], value: "😀".repeat(121) },
  { rule: "an empty title", path: ["title"], value: "" },
  { rule: "a description with an escape sequence", path: ["description"], value: "\u001b[31m" },
  { rule: "a lifecycle of its own", path: ["lifecycle"], value: "beta" },
  { rule: "an owner by e-mail", path: ["owners", 0], value: "jane@example.com" },
  { rule: "an owner twice", path: ["owners"], value: [team, team] },
  { rule: "51 owners", path: ["owners"], value: many(51, (index) => `user:default/u${index}`) },
  { rule: "a link over http", path: ["links", 0, "url"], value: "http://example.com" },
  { rule: "a link with a password", path: ["links", 0, "url"], value: "https://a:b@example.com/" },
  { rule: "a role in upper case", path: ["roles", "Reader"], value: { scopes: ["a"] } },
  { rule: "a role called constructor", path: ["roles", "constructor"], value: { scopes: ["a"] } },
  { rule: "a list for a map", path: ["environments"], value: [{ tier: "production" }] },
  {
    rule: "101 roles",
    path: ["roles"],
    value: Object.fromEntries(many(101, (index) => `r${index}`).map((name) => [name, { scopes: ["a"] }])),
  },
  { rule: "a scope with a space", path: role("scopes"), value: ["a b"] },
  { rule: "an action without a service", path: role("actions"), value: ["Get"] },
  { rule: "an action with * inside", path: role("actions"), value: ["ledger:*Get"] },
  { rule: "a resource by path", path: role("resources"), value: ["/etc/passwd"] },
  { rule: "a detail in our name", path: role("authorizationDetails", 0, "type"), value: "URN:daypass:grant" },
  {
    rule: "a detail of 21 members",
    path: role("authorizationDetails", 0),
    value: Object.fromEntries(["type", ...many(20, (index) => `m${index}`)].map((name) => [name, "x"])),
  },
  { rule: "a duration of months", path: role("duration"), value: { max: "P1M" } },
  { rule: "a duration of nothing", path: role("duration"), value: { max: "0h" } },
  { rule: "a duration without a number", path: role("duration"), value: { max: "P1DT" } },
  { rule: "a duration that is a number", path: role("duration"), value: { max: 3600 } },
  { rule: "a reason of 501 characters", path: role("justification"), value: { minLength: 501 } },
  { rule: "half a character", path: role("justification"), value: { minLength: 1.5 } },
  { rule: "a risk of its own", path: role("risk"), value: "extreme" },
  { rule: "breakGlass as text", path: role("breakGlass"), value: "yes" },
  {
    rule: "six stages",
    path: ["approvalPolicies", "one-owner", "stages"],
    value: many(6, String).map(() => ({ approvers: ["owners"] })),
  },
  { rule: "a stage of anybody", path: stage("approvers"), value: ["anybody"] },
  { rule: "a stage that needs nobody", path: stage("required"), value: 0 },
  {
    rule: "an audience of an environment over http",
    path: ["environments", "production", "audience"],
    value: "http://a",
  },
  { rule: "an issuer that is a file", path: ["trust", "corp", "issuer"], value: "file:///etc/passwd" },
  { rule: "an issuer over http", path: ["trust", "corp", "issuer"], value: "http://169.254.169.254/" },
  { rule: "a match with two operators", path: match, value: { claim: "g", contains: "x", exists: true } },
  { rule: "a match by regular expression", path: match, value: { claim: "g", matches: ".*" } },
  { rule: "a match of what is not there", path: match, value: { claim: "g", exists: false } },
  { rule: "a claim called __proto__", path: ["token", "claims"], value: ["__proto__"] },
  { rule: "an audience with a space", path: ["token", "audience"], value: "a b" },
  { rule: "a binding of its own", path: ["token", "binding"], value: "cookie" },
];

/** Refused by zod and the JSON Schema. KubeVela asks for no field, and could not install a definition with the other rules. */
export const beyondCue: Variant[] = [
  { rule: "no owners", path: ["owners"] },
  { rule: "a detail without a type", path: role("authorizationDetails"), value: [{ actions: ["a"] }] },
  { rule: "an empty list of owners", path: ["owners"], value: [] },
  { rule: "no role", path: ["roles"], value: {} },
  { rule: "a role that lets nobody do anything", path: ["roles", "auditor"], value: { title: "Audit" } },
  { rule: "a policy without stages", path: ["approvalPolicies", "oncall", "autoApprove"] },
  {
    rule: "a policy with stages and autoApprove",
    path: ["approvalPolicies", "oncall", "stages"],
    value: [{ approvers: ["owners"] }],
  },
  { rule: "a stage without approvers", path: stage("approvers"), value: [] },
  { rule: "a match with no operator", path: match, value: { claim: "g" } },
  { rule: "a mapping without a match", path: ["trust", "corp", "mappings", 0, "match"], value: [] },
];

/** Refused by zod alone: no schema has words for these. */
export const beyondSchema: Variant[] = [
  { rule: "an owner twice, once without a namespace", path: ["owners"], value: [team, "group:team"] },
  {
    rule: "details that no header carries",
    path: role("authorizationDetails"),
    value: [{ type: "a", x: "y".repeat(5000) }],
  },
];

/** Accepted by every schema; the rules of the reader refuse them. */
export const beyondZod: Variant[] = [
  { rule: "a proposal longer than the longest", path: role("duration"), value: { default: "2h", max: "1h" } },
  { rule: "an unknown policy", path: role("approval"), value: "gone" },
  { rule: "an unknown environment", path: role("environments"), value: ["gone"] },
];
