import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { hostileTexts } from "@/lib/declarations/test-hostile";

const bin = path.resolve(import.meta.dirname, "../bin/daypass.mjs");

test.skipIf(!existsSync("/proc/self/status"))(
  "hostile files do not take the process past 300 MB",
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "daypass-hostile-"));
    try {
      for (const [name, text] of hostileTexts) writeFileSync(path.join(folder, `${name}.yaml`), text);
      const child = spawn(process.execPath, [bin, "lint", folder], { stdio: "ignore" });
      let peakMb = 0;
      const watching = setInterval(() => {
        try {
          const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
          if (peak) peakMb = Number(peak[1]) / 1024;
        } catch {
          // It has ended.
        }
      }, 20);
      const code = await new Promise((resolve) => child.once("close", resolve));
      clearInterval(watching);
      expect(code).toBe(1);
      expect(peakMb).toBeGreaterThan(50);
      expect(peakMb).toBeLessThan(300);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
