import { execFileSync } from "node:child_process";
import path from "node:path";

/** Finds the package beside this file, and leaves nothing behind. */
export const pythonEnvironment = {
  ...process.env,
  PYTHONPATH: path.join(import.meta.dirname, "src"),
  PYTHONDONTWRITEBYTECODE: "1",
};

/** A Python that has what the package and its example need: Debian's, else whichever comes first. Null without one. */
export function findPython(): string | null {
  const imports = "import cryptography, fastapi, httpx, uvicorn";
  return ["/usr/bin/python3", "python3"].find((python) => runs(python, imports)) ?? null;
}

function runs(python: string, code: string): boolean {
  try {
    execFileSync(python, ["-c", code], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
