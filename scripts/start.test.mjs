import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "./project.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

function start(env) {
  const all = { ...process.env, DATABASE_URL: "", DAYPASS_DATA: folder, ...env };
  return spawnSync(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: all,
    encoding: "utf8",
    timeout: 15_000,
  });
}

test.each([0, 1, 2])(
  "a taken port (the first or one of the demo's) is named before anything is touched: +%i",
  async (offset) => {
    const squatter = createServer();
    await new Promise((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const { port } = squatter.address();
    const { status, stderr } = start({ PORT: String(port - offset) });
    squatter.close();
    expect(status).toBe(1);
    expect(stderr).toContain(`Port ${port} is taken`);
    expect(existsSync(path.join(folder, "postgres.json"))).toBe(false);
    expect(existsSync(path.join(folder, "launcher.json"))).toBe(false);
  },
);

test.each(["http", "0", "65535"])("PORT=%s is refused", (port) => {
  const { status, stderr } = start({ PORT: port });
  expect(status).toBe(1);
  expect(stderr).toContain("PORT must be a number");
});
