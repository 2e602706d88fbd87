import { createRemoteJWKSet, customFetch } from "jose";
import type { IssuerConfig } from "@/lib/config/config";
import { webUrl } from "@/lib/config/web-url";

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const answerWithinMs = 5_000;
/** An issuer may move its keys: where they are is looked up again after this. */
const discoverAgainMs = 3_600_000;

const known = new Map<string, { at: number; keys: Promise<KeySet> }>();

/**
 * The published keys of a registered issuer, found where daypass.yaml says, else through its discovery document (OpenID
 * Connect Discovery, section 4). Rejects when it cannot be reached. Nobody but a registered issuer is ever asked.
 */
export function issuerKeys(issuer: IssuerConfig): Promise<KeySet> {
  const name = `${issuer.issuer} ${issuer.jwksUrl ?? ""}`;
  const found = known.get(name);
  if (found && Date.now() - found.at < discoverAgainMs) return found.keys;
  const keys = findKeys(issuer).catch((error: unknown) => {
    // Keys that were good an hour ago are better than none; asked for the next token, it is looked up again.
    known.delete(name);
    if (found) return found.keys;
    throw error;
  });
  known.set(name, { at: Date.now(), keys });
  return keys;
}

async function findKeys({ issuer, jwksUrl, trustDomain }: IssuerConfig): Promise<KeySet> {
  const address = jwksUrl === null ? await discover(issuer) : webUrl(jwksUrl);
  if (!address) throw new Error("the keys of the issuer do not come by https");
  return createRemoteJWKSet(address, {
    timeoutDuration: answerWithinMs,
    cooldownDuration: 2_000,
    cacheMaxAge: 300_000,
    ...(trustDomain === null ? {} : { [customFetch]: fetchBundle }),
  });
}

async function discover(issuer: string): Promise<URL | null> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    redirect: "error",
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!response.ok) throw new Error(`discovery answered ${response.status}`);
  const document: { issuer?: unknown; jwks_uri?: unknown } = await response.json();
  if (document.issuer !== issuer) throw new Error("the discovery document is of another issuer");
  return typeof document.jwks_uri === "string" ? webUrl(document.jwks_uri) : null;
}

/** A SPIFFE bundle marks the keys of JWT-SVIDs with a use of its own (SPIFFE Trust Domain and Bundle, 4.2.2); no other key of it counts. */
async function fetchBundle(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) return response;
  const bundle: { keys?: unknown } = await response.json();
  const keys: Record<string, unknown>[] = Array.isArray(bundle.keys) ? bundle.keys : [];
  return Response.json({
    keys: keys.filter(({ use }) => use !== "x509-svid").map((key) => ({ ...key, use: "sig" })),
  });
}
