import type { Expectation } from "./claims.js";
import type { Fetch } from "./fetch-json.js";
import type { LivenessOptions } from "./liveness.js";

export interface VerifierOptions {
  /** Base URL of Daypass: `iss` of its tokens, compared byte for byte. http only on loopback. */
  issuer: string;
  /** `aud` that this service answers to. */
  audience: string;
  /** Where this process runs. Without it, only tokens of a service that declares no environments are accepted. */
  environment?: string | readonly string[] | undefined;
  /** "namespace/application/component", for the link under which access is asked for. Default: the audience. */
  service?: string | undefined;
  /** The service's credential, with which it asks whether a token was revoked. */
  clientId: string;
  clientSecret: string;
  /** How long after a revocation a token may still be accepted, in milliseconds. Default 500. */
  maxStalenessMs?: number;
  /** How far the issuer's clock may be ahead of this one, 0 to 5 seconds. Never lengthens a token. Default 5. */
  clockToleranceSeconds?: number;
  /** How many tokens are remembered. Default 10,000. */
  cacheLimit?: number;
  fetch?: Fetch;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

export interface Settings extends LivenessOptions, Expectation {
  service: string;
}

/** Checks the options once, at start. Throws a TypeError that says which one is wrong. */
export function readOptions(options: VerifierOptions): Settings {
  const {
    issuer,
    audience,
    environment,
    clientId,
    clientSecret,
    maxStalenessMs = 500,
    clockToleranceSeconds = 5,
    cacheLimit = 10_000,
  } = options;
  const given = { audience, clientId, clientSecret };
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string" || value === "") throw new TypeError(`${name} is missing`);
  }
  const environments = environment === undefined ? [] : [environment].flat();
  if (environments.some((name) => typeof name !== "string" || name === ""))
    throw new TypeError("environment must be a name, or several");
  inRange("maxStalenessMs", maxStalenessMs, 0, 60_000);
  inRange("clockToleranceSeconds", clockToleranceSeconds, 0, 5);
  inRange("cacheLimit", cacheLimit, 1, 1_000_000);
  return {
    issuer: readIssuer(issuer),
    audience,
    environments,
    service: options.service ?? audience,
    clientId,
    clientSecret,
    maxStalenessMs,
    clockToleranceSeconds,
    limit: cacheLimit,
    // Looked up at each call, so that what instruments the global one is not bypassed.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock: options.clock ?? Date.now,
  };
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

function readIssuer(issuer: string): string {
  const url = typeof issuer === "string" && URL.canParse(issuer) ? new URL(issuer) : null;
  if (!url || !(url.protocol === "https:" || (url.protocol === "http:" && loopback.has(url.hostname))))
    throw new TypeError("issuer must be the https address of Daypass (http is for loopback only)");
  if (url.search || url.hash || url.username || url.password || issuer.endsWith("/"))
    throw new TypeError("issuer must be a bare address, as Daypass has it in DAYPASS_URL");
  return issuer;
}

function inRange(name: string, value: number, least: number, most: number): void {
  if (!(Number.isFinite(value) && value >= least && value <= most))
    throw new TypeError(`${name} must be a number from ${least} to ${most}`);
}
