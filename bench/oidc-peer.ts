import { generateKeyPairSync } from "node:crypto";
import http from "node:http";
import Provider, { type Adapter, type AdapterPayload } from "oidc-provider";
import type pg from "pg";

export const peerClient = { id: "bench", secret: "a-secret-of-the-bench" };

/** oidc-provider with one client, its tokens in memory or, with a pool, in a table that is read by its primary key. */
export function createPeer(pool: pg.Pool | null): http.Server {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const provider = new Provider("http://127.0.0.1", {
    ...(pool && { adapter: adapterOn(pool) }),
    clients: [
      {
        client_id: peerClient.id,
        client_secret: peerClient.secret,
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: "ES256",
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid: "peer", use: "sig", alg: "ES256" }] },
    cookies: { keys: ["a key of the bench"] },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      devInteractions: { enabled: false },
    },
  });
  return http.createServer(provider.callback());
}

export const peerTable =
  "create table if not exists bench_oidc (id text primary key, payload jsonb not null, expires_at timestamptz)";

const adapterOn =
  (pool: pg.Pool) =>
  (model: string): Adapter => {
    const read = async (id: string): Promise<AdapterPayload | undefined> => {
      const { rows } = await pool.query<{ payload: AdapterPayload }>({
        name: "oidc-find",
        text: "select payload from bench_oidc where id = $1 and expires_at > statement_timestamp()",
        values: [`${model} ${id}`],
      });
      return rows[0]?.payload;
    };
    const never = () => Promise.reject(new Error("the benchmark has no use for it"));
    return {
      async upsert(id, payload, expiresIn) {
        await pool.query({
          name: "oidc-upsert",
          text: "insert into bench_oidc (id, payload, expires_at) values ($1, $2, statement_timestamp() + make_interval(secs => $3)) on conflict (id) do update set payload = excluded.payload",
          values: [`${model} ${id}`, JSON.stringify(payload), expiresIn],
        });
      },
      find: read,
      findByUserCode: never,
      findByUid: never,
      consume: never,
      destroy: never,
      revokeByGrantId: never,
    };
  };
