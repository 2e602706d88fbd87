import { existsSync } from "node:fs";
import { run, step } from "./progress.mjs";

/** What a test needs of Debian: a program that says whether it is there, and the packages that bring it. */
const needs = [
  { program: "/usr/sbin/nginx", packages: ["nginx"] },
  {
    program: "/usr/lib/python3/dist-packages/fastapi/__init__.py",
    packages: ["python3-fastapi", "python3-cryptography", "python3-httpx"],
  },
  { program: "/usr/lib/python3/dist-packages/uvicorn/__init__.py", packages: ["python3-uvicorn"] },
];

/** Whether Debian packages can be installed here. */
export const hasApt = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

export async function installFromDebian(packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
}

/** Brings what is missing, where we may; a test that still lacks something says so and is skipped, which fails in CI. */
export async function installTestPackages() {
  const missing = needs.filter(({ program }) => !existsSync(program)).flatMap(({ packages }) => packages);
  if (missing.length === 0 || !hasApt()) return;
  await step(`Installing ${missing.join(", ")}`, () => installFromDebian(missing).catch(() => {}));
}
