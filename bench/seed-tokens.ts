import { newId } from "@/lib/db/ids";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { audience, issuer, seedGrants, type World } from "./world";

const holders = 1_000;

/** Rows of live tokens that nobody holds, spread over a thousand grants. */
export async function seedTokens(world: World, count: number): Promise<void> {
  const tag = newId("tok");
  const holder = await recordSignIn(world.runtime, issuer, { sub: tag }, "token-exchange");
  await seedGrants(world, holder.id, holders, "interval '1 hour'");
  await world.owner.query(
    `insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, expires_at, status_index)
     select '${tag}_' || i, 'service', principal_id, id, $2, 'bench:read', now() + interval '10 minutes', nextval('token_status_index')
     from (select id, principal_id, row_number() over () as place from access_grant where principal_id = $1) g, generate_series(1, $3::int) i
     where i % $4 = place - 1`,
    [holder.id, audience, count, holders],
  );
  await world.owner.query("analyze issued_token");
}
