import { systemContext } from "@/lib/context/context";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createCredential } from "@/lib/services/credentials";
import { apiTokenOf, type RunningApi } from "./api";
import { peerClient } from "./oidc-peer";
import { type Figure, interleave, percentile, rate } from "./report";
import { seedTokens } from "./seed-tokens";
import { issuer, seedGrants, serviceRef, type World } from "./world";

const lanes = 16;
const kept = 100_000;
const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const accessToken = "urn:ietf:params:oauth:token-type:access_token";

/** B2 and B3: introspection and issuing over HTTP, each next to oidc-provider and to the least that the same work can be. */
export async function benchTokens(
  world: World,
  apis: Record<"ours" | "lookUp" | "signAndInsert" | "peer" | "peerOnPg", RunningApi>,
): Promise<Figure[]> {
  const holder = await recordSignIn(
    world.runtime,
    issuer,
    { sub: "token-holder", groups: ["people"] },
    "token-exchange",
  );
  await seedGrants(world, holder.id, 1, "interval '1 hour'");
  const { rows } = await world.owner.query<{ id: string }>(
    "select id from access_grant where principal_id = $1",
    [holder.id],
  );
  const grant = rows[0]?.id ?? "";
  const apiToken = await apiTokenOf(world, holder);
  const { id, secret } = await createCredential(systemContext(world.runtime, "bench"), serviceRef, {
    label: "bench",
  });
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const mint = () =>
    apis.ours.form("/oauth/token", null, {
      grant_type: exchange,
      subject_token: apiToken,
      subject_token_type: accessToken,
      audience: serviceRef,
    });
  const tokens = await Promise.all(Array.from({ length: 64 }, mint));
  const jtis = tokens.map(
    ({ access_token }) =>
      JSON.parse(Buffer.from(String(access_token).split(".")[1] ?? "", "base64url").toString()).jti,
  );

  await seedTokens(world, kept);
  const peerBasic = `Basic ${Buffer.from(`${peerClient.id}:${peerClient.secret}`).toString("base64")}`;
  const mintAt = (api: RunningApi) => api.form("/token", peerBasic, { grant_type: "client_credentials" });
  const peerTokens = await Promise.all(tokens.map(() => mintAt(apis.peer)));
  const pgTokens = await Promise.all(tokens.map(() => mintAt(apis.peerOnPg)));

  let turn = 0;
  const next = () => turn++ % tokens.length;
  const ask = (api: RunningApi, path: string, authorization: string, from: typeof tokens) =>
    api.form(path, authorization, { token: String(from[next()]?.access_token) });
  const times = { ours: [] as number[], peerOnPg: [] as number[] };
  const introspection = await interleave({
    ours: (ms) => rate(ms, lanes, () => ask(apis.ours, "/oauth/introspect", basic, tokens), times.ours),
    peer: (ms) => rate(ms, lanes, () => ask(apis.peer, "/token/introspection", peerBasic, peerTokens)),
    peerOnPg: (ms) =>
      rate(ms, lanes, () => ask(apis.peerOnPg, "/token/introspection", peerBasic, pgTokens), times.peerOnPg),
    limit: (ms) => rate(ms, lanes, () => apis.lookUp.form("/", null, { jti: jtis[next()] })),
  });
  const issuing = await interleave({
    ours: (ms) => rate(ms, lanes, mint),
    peerOnPg: (ms) => rate(ms, lanes, () => mintAt(apis.peerOnPg)),
    limit: (ms) => rate(ms, lanes, () => apis.signAndInsert.form("/", null, { principal: holder.id, grant })),
  });
  const against = (value: number, limit: number, name: string, target?: string): Figure => ({
    name: `  next to ${name}`,
    value: limit,
    unit: "/s",
    ratio: value / limit,
    against: "as many",
    ...(target && { target }),
  });
  return [
    { name: "introspections", value: introspection.ours, unit: "/s" },
    against(introspection.ours, introspection.peerOnPg, "oidc-provider on pg", ">= 2.0"),
    against(introspection.ours, introspection.peer, "oidc-provider in memory", ">= 1.0"),
    against(introspection.ours, introspection.limit, "bare Node + pg look-up", ">= 0.60"),
    {
      name: "introspection, p99",
      value: percentile(times.ours, 99),
      unit: "ms",
      ratio: percentile(times.ours, 99) / percentile(times.peerOnPg, 99),
      against: "oidc-provider on pg",
      target: "<= 1.0",
    },
    { name: "service tokens issued", value: issuing.ours, unit: "/s" },
    against(issuing.ours, issuing.peerOnPg, "oidc-provider on pg (opaque)", ">= 1.0"),
    against(issuing.ours, issuing.limit, "sign + one insert"),
  ];
}
