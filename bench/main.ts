import { fork } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import path from "node:path";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { createApiClient } from "./api";
import { benchCatalogue } from "./catalogue";
import { benchExpireLateness } from "./expire-lateness";
import { benchExpiry } from "./expiry";
import { benchHistory } from "./history";
import { benchLifecycle } from "./lifecycle";
import { benchOutbox } from "./outbox";
import { benchPages } from "./pages";
import { print } from "./report";
import { benchRevocation } from "./revocation";
import { benchRevokePush } from "./revoke-push";
import { benchStatusList } from "./status-list";
import { benchTokens } from "./tokens";
import { benchVerify } from "./verify";
import { createWorld } from "./world";

// Usage: npm run bench [-- verify revocation tokens status-list revoke-push lifecycle expiry expire-lateness pages catalogue history outbox]. The catalogue of 10,000 services, a year of
// 20,000 requests, and the outbox under fire for five minutes, only when asked for.
const [adminUrl = "", ...asked] = process.argv.slice(2);
const wanted = (name: string) => asked.length === 0 || asked.includes(name);
const started = performance.now();
console.log(
  `Load before: ${loadavg()[0]?.toFixed(2)}. Figures are medians of interleaved rounds; only ratios mean anything.`,
);

if (asked.includes("history")) print("A made-up year of 20,000 requests", await benchHistory(adminUrl));
if (asked.includes("catalogue")) print("10,000 services from 2,000 files", await benchCatalogue(adminUrl));
if (wanted("verify")) print("Verification in a service (B1)", await benchVerify());

if (wanted("revocation"))
  print("Revoke to deny, 200 revocations under 500 checks a second", await benchRevocation(adminUrl));

const world = await createWorld(adminUrl);
await ensureSigningKey(world.runtime);
const servers = fork(path.join(import.meta.dirname, "bench-server.mjs"), [world.runtime.config.databaseUrl]);
const [ports] = (await once(servers, "message")) as [
  Record<"ours" | "lookUp" | "signAndInsert" | "peer" | "peerOnPg", number>,
];
const apis = {
  ours: createApiClient(ports.ours),
  lookUp: createApiClient(ports.lookUp),
  signAndInsert: createApiClient(ports.signAndInsert),
  peer: createApiClient(ports.peer),
  peerOnPg: createApiClient(ports.peerOnPg),
};
try {
  if (asked.includes("outbox"))
    print(
      "A webhook, mail, Slack and Teams that fail for five minutes, processes killed meanwhile",
      await benchOutbox(world),
    );
  if (wanted("pages")) print("What pages read", await benchPages(world));
  if (wanted("tokens")) print("Tokens over HTTP, 16 connections (B2, B3)", await benchTokens(world, apis));
  if (wanted("status-list")) print("Status lists, 1 % dead (B15)", await benchStatusList(world, ports.ours));
  if (wanted("revoke-push"))
    print("From a revocation to the last stream, two servers (B7)", await benchRevokePush(world));
  if (wanted("lifecycle")) print("Request, approval, grant (B4)", await benchLifecycle(world, apis.ours));
  if (wanted("expiry")) print("Expiry (B5)", await benchExpiry(world));
  if (wanted("expire-lateness"))
    print("1,000 ends over eight seconds (B6)", await benchExpireLateness(world));
} finally {
  for (const api of Object.values(apis)) api.close();
  servers.disconnect();
  await once(servers, "exit");
  await world.close();
}
console.log(
  `\nAll in ${((performance.now() - started) / 1000).toFixed(0)} s. Load after: ${loadavg()[0]?.toFixed(2)}.`,
);
