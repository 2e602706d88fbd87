import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { findPython, pythonEnvironment } from "./test-python";

const tests = path.join(import.meta.dirname, "tests");
const python = findPython();

// Each file by itself, so that what failed has a name here.
describe.skipIf(python === null)("the Python package [needs python3-fastapi]", () => {
  for (const file of ["test_vectors", "test_freshness", "test_dpop", "test_fastapi"])
    it(`${file}.py`, { timeout: 60_000 }, async () => {
      const args = ["-m", "unittest", "-v", file];
      const options = { cwd: tests, env: pythonEnvironment };
      const { stderr, failed } = await promisify(execFile)(python ?? "", args, options).then(
        (done) => ({ ...done, failed: false }),
        (error: { stderr: string }) => ({ stderr: error.stderr, failed: true }),
      );
      expect(failed, stderr).toBe(false);
      expect(stderr).toMatch(/Ran [1-9]\d* tests? in/);
    });
});
