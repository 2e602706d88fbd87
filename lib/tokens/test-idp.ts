import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { IssuerConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";

type Claims = Record<string, unknown>;

/** An OpenID provider on loopback: discovery, keys, and ID tokens for whomever a test wants. Each part can be broken. */
export async function startTestIdp(name = "Test login") {
  const algorithm = "RS256";
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const jwk = { ...(await exportJWK(publicKey)), kid: "idp", use: "sig", alg: algorithm };
  const state = {
    up: true,
    keys: [jwk] as unknown[],
    discovery: {} as Claims,
    calls: { discovery: 0, keys: 0 },
  };
  const server = createServer((req, res) => {
    const answer = (body: unknown) =>
      res.writeHead(state.up ? 200 : 503, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (req.url === "/.well-known/openid-configuration") {
      state.calls.discovery += 1;
      return answer({ issuer: url, jwks_uri: `${url}/keys`, ...state.discovery });
    }
    state.calls.keys += 1;
    return answer({ keys: state.keys });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: IssuerConfig = { ...testIssuer, name, issuer: url };
  return {
    url,
    issuer,
    state,
    jwk,
    privateKey,
    claims: (overrides: Claims = {}): Claims => {
      const now = Math.floor(Date.now() / 1000);
      return {
        iss: url,
        sub: "riley",
        aud: "daypass",
        iat: now,
        exp: now + 300,
        name: "Riley Chen",
        groups: ["engineering"],
        ...overrides,
      };
    },
    sign: (claims: Claims, header: Claims = {}, key: Parameters<SignJWT["sign"]>[0] = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid: "idp", ...header }).sign(key),
    idToken(overrides: Claims = {}, header: Claims = {}) {
      return this.sign(this.claims(overrides), header);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TestIdp = Awaited<ReturnType<typeof startTestIdp>>;
