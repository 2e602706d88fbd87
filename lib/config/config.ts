import type { NotificationKind } from "@/lib/notifications/kinds";

/** Everything that the outside decides about one Daypass process: daypass.yaml and the environment, checked and typed. */
export interface Config {
  /** Origin under which people and services reach this Daypass, without a trailing slash. Issuer and audience of its tokens. */
  baseUrl: string;
  port: number;
  databaseUrl: string;
  /** Root secret, at least 32 characters: every other key of the process is derived from it. */
  secret: string;
  /** Absolute. Each process keeps what it can fetch again in a folder of its own in here. */
  cacheFolder: string;
  issuers: IssuerConfig[];
  /** References: "group:ns/name", "user:ns/name", "spiffe://…" or "<issuer>#<subject>". */
  admins: string[];
  auditors: string[];
  /** Which workloads may act for people who let them; references as above. */
  actors: string[];
  sources: SourceConfig[];
  limits: LimitsConfig;
  /** What tickets look like; null: any text is one. */
  tickets: TicketsConfig | null;
  webhooks: WebhookConfig[];
  slack: SlackConfig | null;
  teams: TeamsConfig[];
  onCall: OnCallConfig[];
  /** Null: nobody is told by mail. */
  mail: MailConfig | null;
  /** Where services are reached, by reference. */
  serviceUrls: Record<string, string>;
}

/** An identity provider that the platform trusts, and how its claims become references. */
export interface IssuerConfig {
  name: string;
  /** Compared byte for byte with `iss`. */
  issuer: string;
  kind: "user" | "workload";
  /** Accepted `aud` of ID tokens that programs present at /oauth/token; never empty, but for AWS, which issues none. */
  audiences: string[];
  signIn: SignInConfig | null;
  claims: ClaimMapping;
  groupPrefix: string;
  userPrefix: string;
  /** Groups that follow from what its claims say, whatever the claim of groups holds. */
  mappings: GroupMapping[];
  allowOwnerMappings: boolean;
  /** Whether its e-mail addresses are proven and nobody can choose their own. */
  emailVerified: boolean;
  /** Where its keys are; null: its discovery document says it. */
  jwksUrl: string | null;
  /** The SPIFFE trust domain whose workloads it names; null: none, and a SPIFFE ID in its tokens is no reference. */
  trustDomain: string | null;
  /** Not null: it is AWS IAM, whose identities are proven by a signed request and not by a token. */
  aws: AwsConfig | null;
}

export interface GroupMapping {
  /** All of them must hold. */
  match: ClaimMatch[];
  groups: string[];
}

/** A claim and what is asked of it; of `like`, "*" stands for anything but ":" and "/". */
export type ClaimMatch = { claim: string } & (
  | { equals: string | boolean | number }
  | { in: string[] }
  | { contains: string }
  | { exists: true }
  | { like: string }
);

export interface AwsConfig {
  /** Twelve digits each. Nobody of another account gets in. */
  accounts: string[];
  /** Origins of the STS that a signed request may be sent to, and no other. */
  endpoints: string[];
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
  /** Who they are in Slack: "U0123ABCD". Without it nobody of this issuer is known there. */
  slackUser?: string | undefined;
  /** The workspace of that: "T0123ABCD". */
  slackTeam?: string | undefined;
}

/** Where declarations come from. */
export type SourceConfig = FolderSourceConfig | GitSourceConfig | KubernetesSourceConfig | UploadSourceConfig;

interface SourceBinding {
  name: string;
  /** Patterns "namespace/application/component" that this source may declare; "*" stands for anything. */
  declares: string[];
  /** What becomes of the live grants of a service that the source no longer declares. */
  whenGone: "end" | "keep";
}

export interface FolderSourceConfig extends SourceBinding {
  kind: "folder";
  /** Absolute. */
  path: string;
}

export interface GitSourceConfig extends SourceBinding {
  kind: "git";
  /** Without credentials: "https://…", "ssh://…", "git@host:path" or "file:///…". */
  url: string;
  branch: string;
  /** The folder inside the repository, without slashes around it; empty for all of it. */
  path: string;
  /** Pause between two looks at the repository. */
  everySeconds: number;
  credentials: GitCredentials | null;
  /** What a push webhook is signed with, or sends; null: none is taken. */
  webhookSecret: string | null;
}

export type GitCredentials =
  | { kind: "password"; username: string; password: string }
  /** Without a file of its own, the known hosts are those of the machine. */
  | { kind: "ssh-key"; privateKey: string; knownHostsFile: string | null };

/** A cluster whose Applications are declarations. */
export interface KubernetesSourceConfig extends SourceBinding {
  kind: "kubernetes";
  /** Null for all namespaces, which needs a ClusterRoleBinding. */
  namespaces: string[] | null;
  /** As kubectl -l takes it. */
  labelSelector: string | null;
  /** Absolute path; null inside a cluster, where the pod's service account speaks. */
  kubeconfig: string | null;
  /** Of the kubeconfig; null for its current one. */
  context: string | null;
  /** Whether addon-* in vela-system, KubeVela's own parts, are read as well. */
  addons: boolean;
}

export interface UploadSourceConfig extends SourceBinding {
  kind: "upload";
}

export interface TicketsConfig {
  /** Matches a ticket as a whole. */
  pattern: RegExp;
  /** One that matches, for people to see. */
  example: string;
  /** Where a ticket is read, with {ticket} in its place. */
  url: string | null;
}

/** What no declaration can exceed. */
export interface LimitsConfig {
  maxDurationSeconds: number;
  minDurationSeconds: number;
  pendingForSeconds: number;
  /** How long a declaration that widens access may wait for an owner. */
  proposalPendingForSeconds: number;
  tokenLifetimeSeconds: number;
  apiTokenLifetimeSeconds: number;
  /** Of one principal at /oauth/token, and of everybody together who has proven nothing yet; 50 unless given. */
  tokenCallsPerSecond?: number;
  /** Of one service's credential at /oauth; 2,000 unless given. */
  serviceCallsPerSecond?: number;
}

export interface WebhookConfig {
  name: string;
  url: string;
  secret: string;
  /** While the secret is changed: messages are signed with both. */
  previousSecret: string | null;
  /** "grant.revoked", "grant.*" or "*". */
  events: string[];
}

/** The app in one Slack workspace, through which people hear and decide. */
export interface SlackConfig {
  botToken: string;
  /** What Slack signs interactions with. */
  signingSecret: string;
  /** Interactions of another workspace, or of another app, are refused; null: not looked at. */
  teamId: string | null;
  appId: string | null;
  /** Id of the channel where alarms are told; null: nowhere. */
  channel: string | null;
  /** With a slash at its end. */
  apiUrl: string;
}

/** A room of Microsoft Teams, behind the webhook of a workflow. */
export interface TeamsConfig {
  name: string;
  /** Whoever knows it can post: as good as a secret. */
  url: string;
  events: NotificationKind[];
  /** Only what these decide or own; null: everything. */
  for: string[] | null;
}

/** A schedule of who is on call, kept elsewhere and read every now and then. */
export type OnCallConfig = ICalendarConfig | PagerDutyConfig;

interface OnCallBinding {
  name: string;
  /** What people call it. */
  title: string;
  everySeconds: number;
  /** Nobody is on call once the last good reading is older. */
  maxStaleSeconds: number;
}

export interface ICalendarConfig extends OnCallBinding {
  kind: "icalendar";
  /** Often as good as a password. */
  url: string;
  /** Of events that name none. */
  timeZone: string;
  holders: HolderMapping & { by: "attendee-email" | "organizer-email" | "summary" };
}

export interface PagerDutyConfig extends OnCallBinding {
  kind: "pagerduty";
  scheduleIds: string[];
  token: string;
  apiUrl: string;
  holders: HolderMapping & { by: "user-email" | "user-id" };
}

/** How the names of a schedule become people. */
interface HolderMapping {
  /** Whose proven e-mail addresses are taken as they are. */
  issuer: string | null;
  /** References by name, in lower case. They go before the issuer. */
  people: Record<string, string>;
}

/** How mail leaves. */
export interface MailConfig {
  host: string;
  port: number;
  /** TLS from the first byte, TLS before anything is said, or none, which is for this machine only. */
  tls: "implicit" | "startTls" | "none";
  credentials: { username: string; password: string } | null;
  /** "Daypass <daypass@example.com>" */
  from: string;
}
