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
  /** "namespace/application/component": for the link under which access is asked for, and for reports. Default: the audience. */
  service?: string | undefined;
  /** The service's credential, with which it asks whether a token was revoked. */
  clientId: string;
  clientSecret: string;
  /**
   * How it is known that a token was revoked. "push" (default): Daypass tells; while it does not, status lists are polled.
   * "status-list": they are polled always. "introspection": Daypass is asked for each token.
   */
  freshness?: "push" | "status-list" | "introspection";
  /** How long after a revocation a token may still be accepted, in milliseconds. Default 1000, with introspection 500. */
  maxStalenessMs?: number;
  /** How far the issuer's clock may be ahead of this one, 0 to 5 seconds. Never lengthens a token. Default 5. */
  clockToleranceSeconds?: number;
  /** How many tokens are remembered. Default 10,000. */
  cacheLimit?: number;
  /** Tokens that are bound to a key (RFC 9449) are always checked; this says what else is wanted of them. */
  dpop?: DpopOptions;
  /** Where this service describes itself (RFC 9728), for its challenges: an absolute URL. See `resourceMetadata`. */
  resourceMetadataUrl?: string | undefined;
  /** Whether Daypass is told what was refused, and which access is in use. Default true. */
  reporting?: boolean;
  fetch?: Fetch;
  /** Milliseconds since 1970. */
  clock?: () => number;
  /** Milliseconds since whenever, by a clock that nobody sets. Default: `clock` if given, else that of the process. */
  monotonicClock?: () => number;
}

export interface DpopOptions {
  /** Whether tokens that are bound to no key are refused. Default false. */
  required?: boolean;
  /** Whether proofs must carry a nonce of ours. A secret makes several processes accept each other's. Default false. */
  nonce?: boolean | { secret: string };
  /** How many proofs are remembered at most. Default 100,000. */
  replayLimit?: number;
  /** How callers address this service, when a proxy changes it: "https://orders.example". Default: as the call says. */
  publicUrl?: string;
}

export interface Settings extends LivenessOptions, Expectation {
  service: string;
  freshness: "push" | "status-list" | "introspection";
  dpop: DpopOptions;
  resourceMetadataUrl: string | undefined;
  reporting: boolean;
  clock: () => number;
}

/** Checks the options once, at start. Throws a TypeError that says which one is wrong. */
export function readOptions(options: VerifierOptions): Settings {
  const {
    issuer,
    audience,
    environment,
    clientId,
    clientSecret,
    freshness = "push",
    maxStalenessMs = freshness === "introspection" ? 500 : 1_000,
    clockToleranceSeconds = 5,
    cacheLimit = 10_000,
    dpop = {},
    clock = Date.now,
  } = options;
  for (const [name, value] of Object.entries({ audience, clientId, clientSecret })) {
    if (typeof value !== "string" || value === "") throw new TypeError(`${name} is missing`);
  }
  const environments = environment === undefined ? [] : [environment].flat();
  if (environments.some((name) => typeof name !== "string" || name === ""))
    throw new TypeError("environment must be a name, or several");
  if (!["push", "status-list", "introspection"].includes(freshness))
    throw new TypeError('freshness must be "push", "status-list" or "introspection"');
  inRange("maxStalenessMs", maxStalenessMs, 0, 60_000);
  inRange("clockToleranceSeconds", clockToleranceSeconds, 0, 5);
  inRange("cacheLimit", cacheLimit, 1, 1_000_000);
  inRange("dpop.replayLimit", dpop.replayLimit ?? 1, 1, 10_000_000);
  const credential = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  return {
    issuer: readIssuer(issuer),
    audience,
    environments,
    service: options.service ?? audience,
    basic: `Basic ${Buffer.from(credential).toString("base64")}`,
    freshness,
    maxStalenessMs,
    clockToleranceSeconds,
    limit: cacheLimit,
    dpop: { ...dpop, ...(dpop.publicUrl !== undefined && { publicUrl: readOrigin(dpop.publicUrl) }) },
    resourceMetadataUrl: readAddress(options.resourceMetadataUrl),
    reporting: options.reporting ?? true,
    // Looked up at each call, so that what instruments the global one is not bypassed.
    fetch: warningOf(clientId, options.fetch ?? ((url, init) => globalThis.fetch(url, init))),
    clock,
    monotonicClock: options.monotonicClock ?? options.clock ?? (() => performance.now()),
  };
}

/** Says once that the credential is not taken: tokens are checked without it, later than they could be, and nothing is reported. */
function warningOf(clientId: string, fetch: Fetch): Fetch {
  let isSaid = false;
  return async (url, init) => {
    const response = await fetch(url, init);
    if (response.status === 401 && !isSaid) {
      isSaid = true;
      process.emitWarning(
        `Daypass does not take the credential ${clientId}. Make a new one on the page of the service; until then this service hears of revocations later, and reports nothing.`,
        { type: "DaypassWarning", code: "DAYPASS_CREDENTIAL" },
      );
    }
    return response;
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

function readOrigin(url: string): string {
  if (typeof url !== "string" || !URL.canParse(url) || new URL(url).origin !== url.replace(/\/$/, ""))
    throw new TypeError("dpop.publicUrl must be an origin, such as https://orders.example");
  return new URL(url).origin;
}

function readAddress(url: string | undefined): string | undefined {
  if (url !== undefined && !(typeof url === "string" && URL.canParse(url)))
    throw new TypeError("resourceMetadataUrl must be an absolute URL");
  return url;
}

function inRange(name: string, value: number, least: number, most: number): void {
  if (!(Number.isFinite(value) && value >= least && value <= most))
    throw new TypeError(`${name} must be a number from ${least} to ${most}`);
}
