// npm leaves out of the lock what the registry at hand does not carry, and `npm ci` then refuses that lock. The gaps are
// always binaries for another platform, whose names say which one.

const systems = [
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const processors = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

/** The optional dependencies that have no entry of their own: [{ name, version, dev }]. */
export function missingEntries(lock) {
  const missing = new Map();
  for (const [place, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (!resolves(lock.packages, place, name))
        missing.set(name, { name, version: range.replace(/^[\^~]/, ""), dev: entry.dev === true });
    }
  }
  return [...missing.values()];
}

/** Adds an entry for every missing one. Throws when a name does not say what it is for. */
export function completeLock(lock) {
  const added = missingEntries(lock).map(({ name, version, dev }) => [
    `node_modules/${name}`,
    entryOf(name, version, dev),
  ]);
  const packages = Object.fromEntries(
    [...Object.entries(lock.packages), ...added].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { lock: { ...lock, packages }, added: added.map(([place]) => place) };
}

/** As Node looks it up: beside the package, then in every folder above. */
function resolves(packages, place, name) {
  for (let at = place; ; at = parentOf(at)) {
    if (packages[`${at}${at && "/"}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

function parentOf(place) {
  const cut = place.lastIndexOf("node_modules/");
  return cut <= 0 ? "" : place.slice(0, cut - 1);
}

function entryOf(name, version, dev) {
  const words = name.split(/[/-]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor)).slice(0, 1);
  if (!/^\d+\.\d+\.\d+/.test(version) || os.length + cpu.length === 0) {
    throw new Error(
      `${name}@${version} is missing from the lock, and its name does not say which platform it is for.`,
    );
  }
  const libc =
    words.includes("musl") || words.includes("musleabihf")
      ? ["musl"]
      : words.some((word) => word.startsWith("gnu"))
        ? ["glibc"]
        : null;
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc && os.includes("linux") && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}
