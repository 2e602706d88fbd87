import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { deflateSync } from "node:zlib";
import { createVerifier } from "@daypass/node";
import { importSigningKey, type SigningKey, signJws } from "@daypass/node/jws";
import { createVerifier as createFastVerifier } from "fast-jwt";
import { importJWK, jwtVerify } from "jose";
import { type Figure, interleave } from "./report";

const url = "https://daypass.bench";
const audience = "urn:bench:api";
const listUri = `${url}/oauth/status-lists/0`;
const count = 1_500;
const orderOfP256 = BigInt("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** B1: the verifier in a service, first sight of a token and sight of it again, next to node:crypto alone, fast-jwt and jose. */
export async function benchVerify(): Promise<Figure[]> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", use: "sig", alg: "ES256" };
  const key = importSigningKey("bench", { ...privateKey.export({ format: "jwk" }) });
  const tokens = Array.from({ length: count }, (_, index) => signJws("at+jwt", claimsOf(index), key));
  const [one = ""] = tokens;
  const twins = tokens.map(twinOf);

  const common = {
    issuer: url,
    audience,
    clientId: "crd",
    clientSecret: "secret",
    cacheLimit: count * 2,
  } as const;
  const fresh = () =>
    createVerifier({
      ...common,
      freshness: "status-list",
      maxStalenessMs: 60_000,
      fetch: fakeIssuer(jwk, key),
    });
  const warm = fresh();
  const call = (token: string) => ({
    authorization: [`Bearer ${token}`],
    method: "GET",
    url: `${audience}/x`,
  });
  await warm.authorize(call(one));
  const pushed = createVerifier({ ...common, maxStalenessMs: 10_000, fetch: fakeIssuer(jwk, key) });
  await pushed.authorize(call(one));
  // What is confirmed by a list counts once that list is younger than the stream by its lag.
  for (const until = performance.now() + 4_000; performance.now() < until; ) {
    await pushed.authorize(call(one));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const joseKey = await importJWK(jwk, "ES256");
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
        await verifier.authorize(call(tokens[0] ?? ""));
        return timed(twins, (token) => verifier.authorize(call(token)));
      },
      raw: () => timed(twins, raw),
      repeat: () =>
        timed(
          Array.from({ length: 100_000 }, () => one),
          (token) => warm.authorize(call(token)),
        ),
      pushed: async () => {
        await beatArrives();
        return timed(
          Array.from({ length: 100_000 }, () => one),
          (token) => pushed.authorize(call(token)),
        );
      },
      awaited: async () => {
        await beatArrives();
        return timed(
          Array.from({ length: 100_000 }, () => one),
          (token) => pushed.verify(token),
        );
      },
      fast: () =>
        timed(
          Array.from({ length: 100_000 }, () => one),
          (token) => fastCached(token),
        ),
      jose: () =>
        timed(twins, (token) => jwtVerify(token, joseKey, { issuer: url, audience, typ: "at+jwt" })),
    },
    5,
  );
  await Promise.all([warm.close(), pushed.close()]);
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
      name: "the same, next to jose",
      value: rates.cold,
      unit: "checks/s",
      ratio: rates.cold / rates.jose,
      against: "jose, one after the other",
      target: ">= 2.0",
    },
    {
      name: "token seen again, by status list",
      value: rates.repeat,
      unit: "checks/s",
      ratio: rates.repeat / rates.fast,
      against: "fast-jwt, cached",
      target: ">= 0.50",
    },
    {
      name: "token seen again, by push",
      value: rates.pushed,
      unit: "checks/s",
      ratio: rates.pushed / rates.fast,
      against: "fast-jwt, cached",
      target: ">= 0.50",
    },
    {
      name: "the same, with a promise for each",
      value: rates.awaited,
      unit: "checks/s",
      ratio: rates.awaited / rates.pushed,
      against: "without",
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

/** A contest that needs no promise lets nothing else run: here the stream gets its turn. */
const beatArrives = () => new Promise((resolve) => setTimeout(resolve, 250));

/** Waits only for what is not done at once, as a middleware does. */
async function timed<T>(items: T[], work: (item: T) => unknown): Promise<number> {
  const started = performance.now();
  for (const item of items) {
    const done = work(item);
    if (done instanceof Promise) await done;
  }
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
    status: { status_list: { idx: index, uri: listUri } },
  };
}

/** Metadata, keys, a status list on which nothing has ended and a stream that beats, without a network. */
function fakeIssuer(jwk: Record<string, unknown>, key: SigningKey): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(String(input));
    if (pathname.startsWith("/.well-known"))
      return Response.json({
        issuer: url,
        jwks_uri: `${url}/jwks`,
        introspection_endpoint: `${url}/introspect`,
      });
    if (pathname === "/jwks") return Response.json({ keys: [jwk] });
    return pathname === "/oauth/revocations" ? beats(init?.signal) : new Response(statusList(key));
  };
}

function statusList(key: SigningKey): string {
  const iat = Math.floor(Date.now() / 1000);
  const lst = deflateSync(Buffer.alloc(2 ** 14)).toString("base64url");
  const claims = { iss: url, sub: listUri, iat, exp: iat + 3_600, ttl: 1, status_list: { bits: 1, lst } };
  return signJws("statuslist+jwt", claims, key);
}

function beats(signal: AbortSignal | null | undefined): Response {
  const encoder = new TextEncoder();
  const say = (event: string) => encoder.encode(`event: ${event}\ndata: {"at":${Date.now()},"beat":300}\n\n`);
  let timer: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(say("hello"));
      controller.enqueue(say("beat"));
      timer = setInterval(() => controller.enqueue(say("beat")), 100);
      signal?.addEventListener("abort", () => {
        clearInterval(timer);
        controller.error(new Error("closed"));
      });
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(body);
}
