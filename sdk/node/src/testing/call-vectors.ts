import { randomUUID } from "node:crypto";
import type { DenialReason } from "../access-denied.js";
import { createDpopClient } from "./dpop-client.js";
import { bearer, type Vector, type VectorTarget } from "./vector.js";

/** A good token that is sent in ways in which none is looked for. Needs no key. */
export function* transportVectors(token: string): Generator<Vector> {
  const group = "transport";
  const refused = (
    name: string,
    headers: Vector["headers"],
    expected: readonly DenialReason[] = ["malformed-request", "no-token"],
    query?: string,
  ): Vector => ({ group, name, expected, headers, ...(query !== undefined && { query }) });
  yield refused("no token", [], ["no-token"]);
  yield refused("token in the address", [], ["no-token"], `access_token=${token}`);
  yield refused("token in a cookie", [["Cookie", `access_token=${token}; token=${token}`]], ["no-token"]);
  for (const name of [
    "X-Authorization",
    "X-Forwarded-Authorization",
    "Proxy-Authorization",
    "X-Access-Token",
    "Token",
  ])
    yield refused(`token in ${name}`, [[name, `Bearer ${token}`]], ["no-token"]);
  for (const value of [
    token,
    `Token ${token}`,
    `Basic ${token}`,
    `Bearer: ${token}`,
    `Bearer=${token}`,
    `Bearer  ${token}`,
    `Bearer\t${token}`,
    `Bearer ${token} x`,
    `Bearer ${token},`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer "${token}"`,
    `Bearer '${token}'`,
    `Bearer token=${token}`,
    `Bearer Bearer ${token}`,
    `BearerX ${token}`,
    `JWT ${token}`,
    "Bearer",
    "Bearer null",
    "Bearer undefined",
  ])
    yield refused(
      `Authorization: ${value.replaceAll(token, "…").replace("\t", "<tab>")}`,
      [["Authorization", value]],
      ["malformed-request", "no-token", "malformed-token"],
    );
  for (const other of [`Bearer ${token}`, "Basic eDp5", "Bearer x"])
    yield refused(`a second Authorization: ${other.replace(token, "…")}`, [
      ["Authorization", `Bearer ${token}`],
      ["Authorization", other],
    ]);
  // Headers by which proxies and frameworks were talked into things.
  for (const [name, value] of [
    ["X-Middleware-Subrequest", "middleware:middleware:middleware:middleware:middleware"],
    ["Daypass-Subject", "prn_olivia"],
    ["X-Forwarded-User", "olivia"],
    ["X-Original-URL", "/"],
    ["X-HTTP-Method-Override", "OPTIONS"],
  ] as const)
    yield refused(`no token, but ${name}`, [[name, value]], ["no-token"]);
  for (const scheme of ["bearer", "BEARER", "bEaReR"])
    yield {
      group,
      name: `scheme ${scheme}`,
      expected: "accepted",
      headers: [["Authorization", `${scheme} ${token}`]],
    };
}

/** Tokens that are bound to a key (RFC 9449). */
export function* dpopVectors({ issuer, url, method }: VectorTarget): Generator<Vector> {
  const group = "DPoP";
  const client = createDpopClient("P-256", issuer.clock);
  const other = createDpopClient("P-256", issuer.clock);
  const bound = () => issuer.mint({ cnf: { jkt: client.jkt } });
  const call = (
    name: string,
    expected: Vector["expected"],
    token: string,
    proofs: readonly string[],
    scheme = "DPoP",
  ): Vector => ({
    group,
    name,
    expected,
    headers: [["Authorization", `${scheme} ${token}`], ...proofs.map((proof) => ["DPoP", proof] as const)],
  });
  const proven = (
    name: string,
    expected: Vector["expected"],
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
  ) => {
    const token = bound();
    return call(name, expected, token, [client.prove(method, url, token, claims, header)]);
  };
  const bad = ["bad-proof"] as const;
  yield proven("a proof for this call", "accepted");
  const token = bound();
  const proof = client.prove(method, url, token);
  yield call("a proof", "accepted", token, [proof]);
  yield call("the same proof again", ["replayed-proof"], token, [proof]);
  const jti = randomUUID();
  yield proven("a proof with an id", "accepted", { jti });
  yield proven("another proof with the same id", ["replayed-proof"], { jti });
  yield call("no proof", bad, bound(), []);
  yield call("two proofs", bad, token, [client.prove(method, url, token), client.prove(method, url, token)]);
  yield call("as Bearer", ["wrong-scheme"], bound(), [], "Bearer");
  yield call(
    "as Bearer, with a proof",
    ["wrong-scheme"],
    token,
    [client.prove(method, url, token)],
    "Bearer",
  );
  const plain = issuer.mint();
  yield call("a token that is bound to no key", ["wrong-scheme"], plain, [client.prove(method, url, plain)]);
  yield call("a proof of another key", bad, token, [other.prove(method, url, token)]);
  yield call("a proof for another token", bad, token, [client.prove(method, url, bound())]);
  for (const text of ["x", "a.b.c", token, ""])
    yield call(`"${text.slice(0, 5)}" as proof`, bad, token, [text]);
  const now = Math.floor(issuer.clock() / 1000);
  for (const iat of [now - 600, now + 600, undefined, "now", null]) yield proven(`iat ${iat}`, bad, { iat });
  for (const htm of ["POST", "get", "", undefined, null, "TRACE"].filter((one) => one !== method))
    yield proven(`htm ${htm}`, bad, { htm });
  for (const htu of [
    `${url}/x`,
    new URL("/other", url).href,
    url.replace("//", "//evil.example/"),
    "",
    undefined,
    "/",
  ])
    yield proven(`htu ${htu}`, bad, { htu });
  for (const ath of ["", "x", undefined, null]) yield proven(`ath ${ath}`, bad, { ath });
  for (const id of ["", undefined, null, 5]) yield proven(`jti ${JSON.stringify(id)}`, bad, { jti: id });
  for (const typ of [undefined, "jwt", "at+jwt", "DPOP"]) yield proven(`typ ${typ}`, bad, {}, { typ });
  for (const alg of ["none", "HS256", "EdDSA", "RS256", undefined])
    yield proven(`alg ${alg}`, bad, {}, { alg });
  for (const jwk of [
    undefined,
    null,
    {},
    other.jwk,
    client.privateKey.export({ format: "jwk" }),
    { kty: "oct", k: "AA" },
  ])
    yield proven(`jwk ${JSON.stringify(jwk)?.slice(0, 24)}`, bad, {}, { jwk });
  for (const cnf of [
    { "x5t#S256": client.jkt },
    { jkt: client.jkt, "x5t#S256": "x" },
    { jkt: "x" },
    { kid: "x" },
  ])
    yield {
      group,
      name: `cnf ${Object.keys(cnf).join(" and ")}`,
      expected: ["unsupported-binding"],
      headers: bearer(issuer.mint({ cnf })),
    };
}
