/** Everything that the outside decides about one Daypass process: daypass.yaml and the environment, checked and typed. */
export interface Config {
  /** Origin under which people and services reach this Daypass, without a trailing slash. Issuer and audience of its tokens. */
  baseUrl: string;
  port: number;
  databaseUrl: string;
  /** Root secret, at least 32 characters: every other key of the process is derived from it. */
  secret: string;
  issuers: IssuerConfig[];
  /** References: "group:ns/name", "user:ns/name", "spiffe://…" or "<issuer>#<subject>". */
  admins: string[];
  auditors: string[];
  sources: SourceConfig[];
  limits: LimitsConfig;
  webhooks: WebhookConfig[];
  /** Where services are reached, by reference. */
  serviceUrls: Record<string, string>;
}

/** An identity provider that the platform trusts, and how its claims become references. */
export interface IssuerConfig {
  name: string;
  /** Compared byte for byte with `iss`. */
  issuer: string;
  kind: "user" | "workload";
  /** Accepted `aud` of ID tokens that programs present at /oauth/token; never empty. */
  audiences: string[];
  signIn: SignInConfig | null;
  claims: ClaimMapping;
  groupPrefix: string;
  userPrefix: string;
  allowOwnerMappings: boolean;
}

export interface SignInConfig {
  clientId: string;
  clientSecret: string;
  scope: string;
  /** What the button says. */
  label: string;
}

/** Names of the claims that carry these facts. */
export interface ClaimMapping {
  name: string;
  email: string;
  groups: string;
  user: string;
  /** Further claims to remember for trust mappings. */
  keep: string[];
}

export interface SourceConfig {
  name: string;
  kind: "folder";
  /** Absolute. */
  path: string;
  /** Patterns "namespace/application/component" that this source may declare; "*" stands for anything. */
  declares: string[];
}

/** What no declaration can exceed. */
export interface LimitsConfig {
  maxDurationSeconds: number;
  minDurationSeconds: number;
  pendingForSeconds: number;
  tokenLifetimeSeconds: number;
  apiTokenLifetimeSeconds: number;
}

export interface WebhookConfig {
  name: string;
  url: string;
  secret: string;
  /** "grant.revoked", "grant.*" or "*". */
  events: string[];
}
