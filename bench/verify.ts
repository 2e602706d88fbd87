import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { createVerifier } from "@daypass/node";
import { importSigningKey, signJws } from "@daypass/node/jws";
import { createVerifier as createFastVerifier } from "fast-jwt";
import { type Figure, interleave } from "./report";

const url = "https://daypass.bench";
const audience = "urn:bench:api";
const count = 1_500;
const orderOfP256 = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** B1: the verifier in a service, first sight of a token and sight of it again, next to node:crypto alone and fast-jwt. */
export async function benchVerify(): Promise<Figure[]> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", use: "sig", alg: "ES256" };
  const key = importSigningKey("bench", { ...privateKey.export({ format: "jwk" }) });
  const tokens = Array.from({ length: count }, (_, index) => signJws("at+jwt", claimsOf(index), key));
  const [one = ""] = tokens;
  const twins = tokens.map(twinOf);

  const fresh = () =>
    createVerifier({
      issuer: url,
      audience,
      clientId: "crd",
      clientSecret: "secret",
      maxStalenessMs: 60_000,
      cacheLimit: count * 2,
      fetch: fakeIssuer(jwk),
    });
  const warm = fresh();
  await warm.verify(one, {});
  const publicObject = createPublicKey({ key: jwk, format: "jwk" });
  const raw = (token: string) => {
    const dot = token.lastIndexOf(".");
    const signature = Buffer.from(token.slice(dot + 1), "base64url");
    return verify(
      "sha256",
      Buffer.from(token.slice(0, dot)),
      { key: publicObject, dsaEncoding: "ieee-p1363" },
      signature,
    );
  };
  const pem = publicObject.export({ type: "spki", format: "pem" }).toString();
  const fastCached = createFastVerifier({
    key: pem,
    algorithms: ["ES256"],
    allowedIss: url,
    allowedAud: audience,
    cache: true,
  });

  const rates = await interleave(
    {
      cold: async () => {
        const verifier = fresh();
        for (const token of tokens) await verifier.verify(token, {});
        return timed(twins, (token) => verifier.verify(token, {}));
      },
      raw: () => timed(twins, async (token) => raw(token)),
      repeat: () =>
        timed(
          Array.from({ length: 100_000 }, () => one),
          (token) => warm.verify(token, {}),
        ),
      fast: () =>
        timed(
          Array.from({ length: 100_000 }, () => one),
          async (token) => fastCached(token),
        ),
    },
    5,
  );
  return [
    {
      name: "token seen for the first time",
      value: rates.cold,
      unit: "checks/s",
      ratio: rates.cold / rates.raw,
      against: "bare node:crypto verify",
      target: ">= 0.90",
    },
    { name: "bare node:crypto verify", value: rates.raw, unit: "checks/s" },
    {
      name: "token seen again, with its revocation check",
      value: rates.repeat,
      unit: "checks/s",
      ratio: rates.repeat / rates.fast,
      against: "fast-jwt, cached",
      target: ">= 0.50",
    },
  ];
}

/**
 * The same token with ECDSA's other signature (r, n - s): a text that no cache knows, under an id whose revocation check is
 * done. So what is timed is the verification, and not a network.
 */
function twinOf(token: string): string {
  const dot = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(dot + 1), "base64url");
  const other = orderOfP256 - BigInt(`0x${signature.subarray(32).toString("hex")}`);
  const twin = Buffer.concat([
    signature.subarray(0, 32),
    Buffer.from(other.toString(16).padStart(64, "0"), "hex"),
  ]);
  return `${token.slice(0, dot)}.${twin.toString("base64url")}`;
}

async function timed<T>(items: T[], work: (item: T) => unknown): Promise<number> {
  const started = performance.now();
  for (const item of items) await work(item);
  return (items.length * 1000) / (performance.now() - started);
}

function claimsOf(index: number) {
  const now = Math.floor(Date.now() / 1000);
  const grant = {
    type: "urn:daypass:grant",
    service: "bench/bench/api",
    role: "reader",
    environment: null,
    grant_id: "grt_1",
    request_id: "req_1",
    actions: [],
    resources: [],
  };
  return {
    iss: url,
    sub: "prn_1",
    aud: audience,
    client_id: "prn_1",
    jti: `tok_${index}`,
    iat: now,
    exp: now + 600,
    scope: "bench:read",
    authorization_details: [grant],
  };
}

/** Metadata, keys and an introspection that always says yes, without a network. */
function fakeIssuer(jwk: Record<string, unknown>): typeof fetch {
  return async (input) => {
    const path = new URL(String(input)).pathname;
    if (path.startsWith("/.well-known"))
      return Response.json({
        issuer: url,
        jwks_uri: `${url}/jwks`,
        introspection_endpoint: `${url}/introspect`,
      });
    return Response.json(path === "/jwks" ? { keys: [jwk] } : { active: true });
  };
}
