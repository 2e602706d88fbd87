import { tmpdir } from "node:os";
import path from "node:path";
import type { Config, IssuerConfig, LimitsConfig, TicketsConfig } from "./config";
import { ConfigError, type ConfigProblem } from "./config-error";
import { type LocatedFile, readConfigFile } from "./config-file";
import { contradictions } from "./contradictions";
import { readEnvironment, type Variables } from "./environment";
import { resolveSlack, resolveTeams } from "./resolve-chat";
import { resolveMail } from "./resolve-mail";
import { resolveOnCall } from "./resolve-on-call";
import { resolveSource } from "./resolve-source";
import { wholePattern } from "./whole-pattern";

/**
 * Reads daypass.yaml (DAYPASS_CONFIG, else ./daypass.yaml) and the environment.
 * Throws a ConfigError that lists every problem at once.
 */
export function loadConfig({ env, cwd }: { env: Variables; cwd: string }): Config {
  const problems: ConfigProblem[] = [];
  const { port, baseUrl, databaseUrl, secret } = readEnvironment(env, problems);
  const file = readConfigFile(env, cwd, problems);
  // Only the launcher's own database excuses a Daypass that nobody can open in a browser.
  const rest = file && resolve(file, env, { needsSignIn: env.DAYPASS_EMBEDDED !== "1" });
  if (
    problems.length > 0 ||
    !rest ||
    port === null ||
    baseUrl === null ||
    databaseUrl === null ||
    secret === null
  ) {
    throw new ConfigError(problems);
  }
  const cacheFolder = env.DAYPASS_DATA ? path.resolve(cwd, env.DAYPASS_DATA, "cache") : tmpdir();
  return { port, baseUrl, databaseUrl, secret, cacheFolder, ...rest };
}

type FromFile = Omit<Config, "port" | "baseUrl" | "databaseUrl" | "secret" | "cacheFolder">;

function resolve(file: LocatedFile, env: Variables, options: { needsSignIn: boolean }): FromFile {
  const { value, folder } = file;
  for (const { path: at, message } of contradictions(value, options)) file.complain(at, message);
  const secretOf = (variable: string, at: PropertyKey[]) => {
    const secret = env[variable] ?? "";
    if (!secret) file.complain(at, `names the environment variable ${variable}, which is not set.`);
    return secret;
  };
  return {
    issuers: value.issuers.map((issuer, index) =>
      resolveIssuer(issuer, (variable) =>
        secretOf(variable, ["issuers", index, "signIn", "clientSecretEnv"]),
      ),
    ),
    admins: value.admins,
    auditors: value.auditors,
    actors: value.actors,
    sources: value.sources.map((source, index) =>
      resolveSource(source, folder, (variable, at) => secretOf(variable, ["sources", index, ...at])),
    ),
    limits: limitsOf(value.limits),
    tickets: value.tickets ? ticketsOf(value.tickets) : null,
    serviceUrls: value.serviceUrls,
    slack: value.slack && resolveSlack(value.slack, secretOf),
    teams: resolveTeams(value.teams, secretOf, file.complain),
    onCall: resolveOnCall(value.onCall, secretOf, file.complain),
    webhooks: value.webhooks.map(({ secretEnv, previousSecretEnv, ...webhook }, index) => ({
      ...webhook,
      secret: secretOf(secretEnv, ["webhooks", index, "secretEnv"]),
      previousSecret: previousSecretEnv
        ? secretOf(previousSecretEnv, ["webhooks", index, "previousSecretEnv"])
        : null,
    })),
    mail: value.mail ? resolveMail(value.mail, (variable, key) => secretOf(variable, ["mail", key])) : null,
  };
}

type WrittenTickets = NonNullable<LocatedFile["value"]["tickets"]>;
type WrittenIssuer = LocatedFile["value"]["issuers"][number];

function resolveIssuer(written: WrittenIssuer, secretOf: (variable: string) => string): IssuerConfig {
  const { audiences, signIn, jwksUrl, trustDomain, aws, ...issuer } = written;
  return {
    ...issuer,
    jwksUrl: jwksUrl ?? null,
    trustDomain: trustDomain ?? null,
    aws: aws ?? null,
    audiences: audiences ?? (signIn ? [signIn.clientId] : []),
    signIn: signIn
      ? {
          clientId: signIn.clientId,
          clientSecret: secretOf(signIn.clientSecretEnv),
          scope: signIn.scope,
          label: signIn.label ?? `Sign in with ${issuer.name}`,
        }
      : null,
  };
}

const ticketsOf = ({ pattern, example, url }: WrittenTickets): TicketsConfig => ({
  pattern: wholePattern(pattern),
  example,
  url: url ?? null,
});

function limitsOf(limits: LocatedFile["value"]["limits"]): LimitsConfig {
  return {
    maxDurationSeconds: limits.maxDuration,
    minDurationSeconds: limits.minDuration,
    pendingForSeconds: limits.pendingFor,
    proposalPendingForSeconds: limits.proposalPendingFor,
    tokenLifetimeSeconds: limits.tokenLifetime,
    apiTokenLifetimeSeconds: limits.apiTokenLifetime,
    tokenCallsPerSecond: limits.tokenCallsPerSecond,
    serviceCallsPerSecond: limits.serviceCallsPerSecond,
  };
}
