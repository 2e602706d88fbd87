import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TestKey {
  kid: string;
  privateKey: KeyObject;
  jwk: Record<string, unknown>;
}

export function createKey(kid: string, curve: "P-256" | "Ed25519" = "P-256"): TestKey {
  const { privateKey, publicKey } =
    curve === "P-256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return { kid, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" } };
}

export const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A compact JWS over exactly these two texts or objects. */
export function signParts(header: unknown, payload: unknown, key: KeyObject): string {
  const input = `${encode(header)}.${encode(payload)}`;
  const signature =
    key.asymmetricKeyType === "ed25519"
      ? sign(null, Buffer.from(input), key)
      : sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

/** A Daypass of its own on loopback: metadata, keys and introspection, each of which a test can break. */
export async function startTestIssuer() {
  const key = createKey("first");
  const state = {
    keys: [key.jwk] as unknown[],
    revoked: new Set<string>(),
    metadata: {} as Record<string, unknown>,
    /** How introspection fails, if it does. */
    introspection: "works" as "works" | "fails" | "hangs" | "lies",
    calls: { metadata: 0, jwks: 0, introspection: 0 },
  };
  const hanging = new Set<ServerResponse>();
  const server = createServer(async (req, res) => {
    const answer = (body: unknown, status = 200) =>
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (req.url === "/.well-known/oauth-authorization-server") {
      state.calls.metadata += 1;
      return answer({
        issuer: url,
        jwks_uri: `${url}/jwks`,
        introspection_endpoint: `${url}/introspect`,
        ...state.metadata,
      });
    }
    if (req.url === "/jwks") {
      state.calls.jwks += 1;
      return answer({ keys: state.keys });
    }
    state.calls.introspection += 1;
    if (state.introspection === "fails") return answer({}, 500);
    if (state.introspection === "hangs") return hanging.add(res);
    if (state.introspection === "lies") return answer({ active: "true" });
    let body = "";
    for await (const part of req) body += part;
    if (req.headers.authorization !== `Basic ${Buffer.from("crd:s%3Acret").toString("base64")}`)
      return answer({}, 401);
    const token = new URLSearchParams(body).get("token") ?? "";
    const { jti } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return answer(state.revoked.has(jti) ? { active: false } : { active: true, jti });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let count = 0;
  const claims = (overrides: Record<string, unknown> = {}) => {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: url,
      sub: "prn_riley",
      aud: "urn:demo:orders-api",
      exp: now + 300,
      iat: now,
      jti: `tok_${++count}`,
      client_id: "prn_riley",
      scope: "orders:read",
      authorization_details: [
        {
          type: "urn:daypass:grant",
          service: "shop/orders/orders-api",
          role: "reader",
          environment: "staging",
          grant_id: "grt_1",
          request_id: "req_1",
          actions: [],
          resources: [],
        },
      ],
      environment: "staging",
      ...overrides,
    };
  };
  const header = (overrides: Record<string, unknown> = {}) => ({
    alg: "ES256",
    typ: "at+jwt",
    kid: key.kid,
    ...overrides,
  });
  return {
    url,
    key,
    state,
    claims,
    header,
    mint: (overrides: Record<string, unknown> = {}) => signParts(header(), claims(overrides), key.privateKey),
    options: {
      issuer: url,
      audience: "urn:demo:orders-api",
      environment: "staging",
      service: "shop/orders/orders-api",
      clientId: "crd",
      clientSecret: "s:cret",
    },
    async close() {
      for (const res of hanging) res.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TestIssuer = Awaited<ReturnType<typeof startTestIssuer>>;
