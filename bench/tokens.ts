import { systemContext } from "@/lib/context/context";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createCredential } from "@/lib/services/credentials";
import { apiTokenOf, type RunningApi } from "./api";
import { type Figure, interleave, rate } from "./report";
import { issuer, seedGrants, serviceRef, type World } from "./world";

const lanes = 16;
const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const accessToken = "urn:ietf:params:oauth:token-type:access_token";

/** B2 and B3: introspection and issuing over HTTP, each next to the least that the same work can be. */
export async function benchTokens(
  world: World,
  apis: { ours: RunningApi; lookUp: RunningApi; signAndInsert: RunningApi },
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

  let turn = 0;
  const next = () => turn++ % tokens.length;
  const introspection = await interleave({
    ours: (ms) =>
      rate(ms, lanes, () =>
        apis.ours.form("/oauth/introspect", basic, { token: String(tokens[next()]?.access_token) }),
      ),
    limit: (ms) => rate(ms, lanes, () => apis.lookUp.form("/", null, { jti: jtis[next()] })),
  });
  const issuing = await interleave({
    ours: (ms) => rate(ms, lanes, mint),
    limit: (ms) => rate(ms, lanes, () => apis.signAndInsert.form("/", null, { principal: holder.id, grant })),
  });
  return [
    {
      name: "introspections",
      value: introspection.ours,
      unit: "/s",
      ratio: introspection.ours / introspection.limit,
      against: "bare Node + pg look-up",
      target: ">= 0.60",
    },
    { name: "bare Node + pg look-up", value: introspection.limit, unit: "/s" },
    {
      name: "service tokens issued",
      value: issuing.ours,
      unit: "/s",
      ratio: issuing.ours / issuing.limit,
      against: "sign + one insert",
    },
    { name: "sign + one insert", value: issuing.limit, unit: "/s" },
  ];
}
