import { lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";

const prefix = "daypass-git-";
const ours = new RegExp(`^${prefix}(\\d+)-`);

/** Makes an empty folder that only this process uses and nobody else can look into. */
export async function makeCloneFolder(cacheFolder: string): Promise<string> {
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  return mkdtemp(path.join(cacheFolder, `${prefix}${process.pid}-`));
}

/** Removes what processes left here that were killed; nothing of one that runs. */
export async function removeLeftovers(cacheFolder: string): Promise<void> {
  const names = await readdir(cacheFolder).catch(() => []);
  for (const name of names) {
    const [, pid] = ours.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Somebody else's folder of this name cannot be removed, and need not be.
    await rm(path.join(cacheFolder, name), { recursive: true, force: true }).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** Bytes of all files below; what vanishes meanwhile counts nothing. */
export async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      lstat(path.join(folder, name)).then(
        (found) => (found.isFile() ? found.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
