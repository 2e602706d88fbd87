import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { newId } from "@/lib/db/ids";
import { createRuntime } from "@/lib/runtime/runtime";
import { signingKey } from "@/lib/tokens/keys";
import { signJws } from "@/lib/tokens/sign-jws";
import { createHttp } from "@/server/http";
import { createListener } from "@/server/listener";
import { createPeer, peerTable } from "./oidc-peer";
import { configOf } from "./world";

// Ours and its limits, each on a port of its own in one process, so that a noisy minute hits both alike.
const [databaseUrl = ""] = process.argv.slice(2);
const runtime = createRuntime(configOf(databaseUrl), { logLevel: "silent" });
const ours = http.createServer(createListener(runtime, await createHttp(runtime), null));
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });

/** The least that introspection can be: read the body, one look-up by primary key, answer. */
const lookUp = http.createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const jti = new URLSearchParams(body).get("jti");
  const { rows } = await pool.query({
    name: "look-up",
    text: "select jti, expires_at > statement_timestamp() as active from issued_token where jti = $1",
    values: [jti],
  });
  respond(response, rows[0]);
});

/** The least that issuing can be: sign, one insert, answer. */
const signAndInsert = http.createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const form = new URLSearchParams(body);
  const jti = newId("tok");
  const values = [jti, form.get("principal"), form.get("grant")];
  await pool.query({
    name: "keep",
    text: "insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, expires_at) values ($1, 'service', $2, $3, 'urn:bench:api', 'bench:read', now() + interval '10 minutes')",
    values,
  });
  const now = Math.floor(Date.now() / 1000);
  respond(response, {
    access_token: await signJws(
      "at+jwt",
      { jti, sub: String(values[1]), aud: "urn:bench:api", iat: now, exp: now + 600, scope: "bench:read" },
      await signingKey(runtime),
    ),
  });
});

function respond(response: http.ServerResponse, answer: unknown): void {
  const text = JSON.stringify(answer);
  response
    .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    .end(text);
}

await pool.query(peerTable);
const ports = await Promise.all(
  [ours, lookUp, signAndInsert, createPeer(null), createPeer(pool)].map(
    (server) =>
      new Promise<number>((resolve) =>
        server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
      ),
  ),
);
const [forOurs, forLookUp, forSignAndInsert, forPeer, forPeerOnPg] = ports;
process.send?.({
  ours: forOurs,
  lookUp: forLookUp,
  signAndInsert: forSignAndInsert,
  peer: forPeer,
  peerOnPg: forPeerOnPg,
});
process.on("disconnect", () => process.exit(0));
