import type { DenialReason } from "../access-denied.js";
import { bearer, type Vector, type VectorTarget, wrongTypes } from "./vector.js";

const group = "claims";

/** Every claim of a token as everything that it is not. */
export function* claimVectors({ issuer, scope }: VectorTarget): Generator<Vector> {
  const refused = (name: string, claims: Record<string, unknown>, ...expected: DenialReason[]): Vector => ({
    group,
    name,
    expected,
    headers: bearer(issuer.mint(claims)),
  });
  const accepted = (name: string, claims: Record<string, unknown>): Vector => ({
    group,
    name,
    expected: "accepted",
    headers: bearer(issuer.mint(claims)),
  });
  const now = () => Math.floor(issuer.clock() / 1000);

  for (const [kind, value] of Object.entries(wrongTypes)) {
    yield refused(`iss is ${kind}`, { iss: value }, "wrong-issuer");
    yield refused(`aud is ${kind}`, { aud: value }, "wrong-audience");
    yield refused(`cnf is ${kind}`, { cnf: value ?? null }, "unsupported-binding");
    yield refused(`authorization_details is ${kind}`, { authorization_details: value }, "missing-claim");
    yield refused(`status is ${kind}`, { status: value ?? null }, "missing-claim");
    yield refused(`act is ${kind}`, { act: value ?? null }, "missing-claim");
    yield refused(
      `act.sub is ${kind === "a text" ? "empty" : kind}`,
      { act: { sub: kind === "a text" ? "" : value } },
      "missing-claim",
    );
    if (typeof value !== "number" || value < 0)
      yield refused(`exp is ${kind}`, { exp: value }, "missing-claim");
    if (typeof value !== "number" || value < 0)
      yield refused(`iat is ${kind}`, { iat: value }, "missing-claim");
    if (value !== undefined && (typeof value !== "number" || value < 0))
      yield refused(`nbf is ${kind}`, { nbf: value }, "missing-claim");
    if (kind !== "a text") {
      yield refused(`jti is ${kind}`, { jti: value }, "missing-claim");
      yield refused(`sub is ${kind}`, { sub: value }, "missing-claim");
      yield refused(`client_id is ${kind}`, { client_id: value }, "missing-claim");
    }
    if (value === undefined || typeof value === "string")
      yield refused(`scope is ${kind}`, { scope: value }, "missing-scope");
    else yield refused(`scope is ${kind}`, { scope: value }, "missing-claim");
  }

  const { iss, aud } = issuer.claims();
  for (const other of [
    `${iss}/`,
    ` ${iss}`,
    `${iss}?`,
    `${iss}#`,
    String(iss).toUpperCase(),
    "https://evil.example",
  ])
    yield refused(`iss is ${other}`, { iss: other }, "wrong-issuer");
  for (const other of [
    `${aud}/`,
    `${aud}-2`,
    ` ${aud}`,
    String(aud).slice(0, -1),
    `${aud},x`,
    `x ${aud}`,
    "*",
  ])
    yield refused(`aud is ${other}`, { aud: other }, "wrong-audience");
  yield refused("aud is an object with the right member", { aud: { [String(aud)]: true } }, "wrong-audience");
  yield refused("aud is a list in which the right one is in a list", { aud: [[aud]] }, "wrong-audience");
  yield accepted("aud is one of several", { aud: ["urn:other", aud] });

  for (const age of [1, 5, 6, 60, 300, 86_400])
    yield refused(`expired ${age} s ago`, { exp: now() - age, iat: now() - age - 60 }, "expired");
  yield refused("expires now", { exp: now() }, "expired");
  yield refused("exp was before iat", { exp: now() - 10 }, "expired");
  for (const wait of [30, 300, 86_400]) {
    yield refused(`issued in ${wait} s`, { iat: now() + wait, exp: now() + wait + 60 }, "not-yet-valid");
    yield refused(`not before in ${wait} s`, { nbf: now() + wait }, "not-yet-valid");
  }
  yield refused("exp beyond all time", { exp: 1e300 }, "missing-claim");
  yield accepted("somebody acts", { act: { sub: "prn_agent" } });
  yield accepted("nbf in the past", { nbf: now() - 5 });
  yield accepted("exp is not whole", { exp: now() + 60.5 });
  yield accepted("claims that nobody knows", { "https://example/x": { a: [1, 2] }, admin: true });

  for (const other of scope
    .split(" ")
    .flatMap((one) => [
      one.slice(0, -1),
      `${one}s`,
      one.toUpperCase(),
      one.split(":")[0] ?? "",
      `${one}:*`,
      "*",
      one.replace(":", "."),
    ]))
    if (other !== "") yield refused(`scope is ${other}`, { scope: other }, "missing-scope");
  for (const other of [`x,${scope}`, `${scope},x`])
    yield refused(`scope is ${other}`, { scope: other }, "missing-scope");
  for (const other of [`x\t${scope}`, `${scope} `, ` ${scope}`, `x  ${scope}`, `x\n${scope}`, `x"${scope}`])
    yield refused(`scope is ${JSON.stringify(other)}`, { scope: other }, "missing-claim", "missing-scope");
  yield accepted("more scopes than needed", { scope: `x:y ${scope} z` });
  yield* grantVectors(issuer, refused, accepted);
}

type Refused = (name: string, claims: Record<string, unknown>, ...expected: DenialReason[]) => Vector;
type Accepted = (name: string, claims: Record<string, unknown>) => Vector;

function* grantVectors(
  issuer: VectorTarget["issuer"],
  refused: Refused,
  accepted: Accepted,
): Generator<Vector> {
  const [grant] = issuer.claims().authorization_details as Record<string, unknown>[];
  if (!grant) throw new Error("a token of the fake issuer has its grant");
  const withGrants = (...grants: unknown[]) => ({ authorization_details: grants });
  for (const [kind, value] of Object.entries(wrongTypes)) {
    for (const name of ["grant_id", "request_id", "service", "role"])
      if (typeof value !== "string")
        yield refused(`${name} is ${kind}`, withGrants({ ...grant, [name]: value }), "missing-claim");
    yield refused(`type of the grant is ${kind}`, withGrants({ ...grant, type: value }), "missing-claim");
    if (typeof grant.environment !== "string") continue;
    const isPlace = typeof value === "string" || value === null || value === undefined;
    yield refused(
      `environment is ${kind}`,
      withGrants({ ...grant, environment: value }),
      isPlace ? "wrong-environment" : "missing-claim",
    );
  }
  if (typeof grant.environment === "string")
    for (const other of [
      `${grant.environment} `,
      grant.environment.toUpperCase(),
      `not-${grant.environment}`,
    ])
      yield refused(
        `environment is "${other}"`,
        withGrants({ ...grant, environment: other }),
        "wrong-environment",
      );
  yield refused("two grants", withGrants(grant, { ...grant, grant_id: "grt_2" }), "missing-claim");
  yield refused("the same grant twice", withGrants(grant, grant), "missing-claim");
  yield refused("a grant and null", withGrants(grant, null), "missing-claim");
  yield refused("a grant and a text", withGrants("x", grant), "missing-claim");
  yield refused("a grant in a grant", withGrants({ type: "x", nested: grant }), "missing-claim");
  yield accepted("a grant and something of the service's own", withGrants({ type: "urn:x:y" }, grant));
  const uri = `${issuer.url}/oauth/status-lists/0`;
  const place = (idx: unknown, at: unknown = uri) => ({ status: { status_list: { idx, uri: at } } });
  for (const idx of [-1, 0.5, "1", null, [1], 2 ** 60])
    yield refused(`place ${JSON.stringify(idx)} of the status list`, place(idx), "missing-claim");
  for (const at of [
    "https://evil.example/list",
    `${issuer.url}.evil.example/list`,
    `${issuer.url}@evil.example/l`,
    "",
    null,
    5,
  ])
    yield refused(`status list at ${at}`, place(1, at), "missing-claim");
  yield refused("place beyond the end of the status list", place(2 ** 40), "check-unavailable");
}
