import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answers } from "./ports.mjs";
import { removePostgres, startPostgres, stopPostgres } from "./postgres.mjs";
import { identityOf } from "./processes.mjs";

let closed = "";
let folder = "";

beforeEach(() => {
  // As home folders are: nobody else may enter.
  closed = mkdtempSync(path.join(tmpdir(), "daypass-postgres-"));
  folder = path.join(closed, "data");
  mkdirSync(folder, { mode: 0o711 });
});
afterEach(async () => {
  await removePostgres(folder);
  rmSync(closed, { recursive: true });
});

async function ask(postgres, text) {
  const client = new pg.Client(postgres.urlOf("postgres"));
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const postmasterOf = ({ cluster }) =>
  Number.parseInt(readFileSync(path.join(cluster, "postmaster.pid"), "utf8"), 10);

async function kill(postgres) {
  const pid = postmasterOf(postgres);
  process.kill(pid, "SIGKILL");
  while (identityOf(pid) !== null) await sleep(10);
}

test("keeps what was committed when it is killed, and comes back", async () => {
  const first = await startPostgres(folder);
  await ask(first, "create table kept as select 1 as one");
  await kill(first);
  const second = await startPostgres(folder);
  expect(await ask(second, "select one from kept")).toEqual([{ one: 1 }]);
});

test("comes back while sessions of the killed server are still at work", async () => {
  const first = await startPostgres(folder);
  const busy = new pg.Client(first.urlOf("postgres"));
  busy.on("error", () => {});
  await busy.connect();
  const endless = busy.query("select count(*) from generate_series(1, 3000000000)").catch(() => "ended");
  await sleep(200);
  await kill(first);
  const second = await startPostgres(folder);
  expect(await ask(second, "select 1 as one")).toEqual([{ one: 1 }]);
  expect(await endless).toBe("ended");
});

test("a second start finds the first server and leaves it alone", async () => {
  const first = await startPostgres(folder);
  const second = await startPostgres(folder);
  expect(postmasterOf(second)).toBe(postmasterOf(first));
  expect(second.urlOf("x")).toBe(first.urlOf("x"));
});

test("stops completely, starts elsewhere when its port was taken meanwhile", async () => {
  const first = await startPostgres(folder);
  await stopPostgres(folder);
  expect(await answers(first.port)).toBe(false);
  const { createServer } = await import("node:net");
  const squatter = createServer().listen(first.port, "127.0.0.1");
  const second = await startPostgres(folder);
  squatter.close();
  expect(second.port).not.toBe(first.port);
  expect(await ask(second, "select 1 as one")).toEqual([{ one: 1 }]);
});

test("begins anew when the data folder was deleted, and takes nobody without the password", async () => {
  const first = await startPostgres(folder);
  await ask(first, "create table gone ()");
  await stopPostgres(folder);
  rmSync(folder, { recursive: true });
  const second = await startPostgres(folder);
  expect(await ask(second, "select to_regclass('gone') as gone")).toEqual([{ gone: null }]);
  expect(second.cluster === first.cluster || !existsSync(first.cluster)).toBe(true);
  const stranger = new pg.Client(second.urlOf("postgres").replace(/:[^:@]+@/, ":guess@"));
  await expect(stranger.connect()).rejects.toThrow("password authentication failed");
});

test("is in UTC, durable, and listens on this machine only", async () => {
  const postgres = await startPostgres(folder);
  const settings = ["TimeZone", "fsync", "synchronous_commit", "listen_addresses", "unix_socket_directories"];
  const shown = Object.fromEntries(
    (await ask(postgres, `select name, setting from pg_settings where name = any('{${settings}}')`)).map(
      ({ name, setting }) => [name, setting],
    ),
  );
  expect(shown).toEqual({
    TimeZone: "UTC",
    fsync: "on",
    synchronous_commit: "on",
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
  });
});
