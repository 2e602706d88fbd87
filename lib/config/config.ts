/** An identity provider that the platform registered. Nothing else is ever trusted, whatever a declaration says. */
export interface IssuerConfig {
  name: string;
  /** Exact `iss`. */
  issuer: string;
  kind: "user" | "workload";
  /** Accepted `aud` of ID tokens presented for exchange. */
  audiences: string[];
  signIn: { clientId: string; clientSecret: string; scope: string; label: string } | null;
  /** Names of claims. `keep` lists those that trust mappings may look at. */
  claims: { name: string; email: string; groups: string; user: string; keep: string[] };
  groupPrefix: string;
  userPrefix: string;
  allowOwnerMappings: boolean;
}

export interface FolderSource {
  name: string;
  kind: "folder";
  /** Absolute. */
  path: string;
  /** Patterns of namespace/application/component that this source may declare. */
  declares: string[];
}

export interface WebhookConfig {
  name: string;
  url: string;
  secret: string;
  /** "grant.revoked", "grant.*" or "*". */
  events: string[];
}

/** The whole configuration of a process, parsed once. Durations in whole seconds. */
export interface Config {
  port: number;
  /** Public base URL without a trailing slash; the issuer of our tokens. */
  baseUrl: string;
  databaseUrl: string;
  secret: string;
  issuers: IssuerConfig[];
  /** References that are platform admins, and auditors. */
  admins: string[];
  auditors: string[];
  sources: FolderSource[];
  limits: {
    maxDurationSeconds: number;
    minDurationSeconds: number;
    pendingForSeconds: number;
    tokenLifetimeSeconds: number;
    apiTokenLifetimeSeconds: number;
  };
  webhooks: WebhookConfig[];
}
