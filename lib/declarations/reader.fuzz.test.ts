import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readDeclarations } from "./reader";

/** FUZZ_SECONDS=60 npx vitest run reader.fuzz: for that long instead of a few hundred times, and on real files where they are at hand. */
const seconds = Number(process.env.FUZZ_SECONDS ?? 0);
const examples = path.resolve(import.meta.dirname, "../../examples/catalogue");
const corpus = path.resolve(import.meta.dirname, "../../../shared/oam/corpus");
const folders = seconds > 0 && existsSync(corpus) ? [examples, corpus] : [examples];
const seeds = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => readFileSync(path.join(folder, file), "utf8")),
);

const splice = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(40),
  put: fc.oneof(
    fc.string({ maxLength: 12, unit: "binary" }),
    fc.constantFrom(
      "&a",
      "*a",
      "<<: ",
      "!!js/function ",
      "? ",
      "- ",
      "---\n",
      "...\n",
      "{{ .x }}",
      "\t",
      "[",
      "]",
      "{",
      "}",
      '"',
      "|",
      ">",
      "yes",
      "0777",
      "null",
      "__proto__: 1\n",
      "\\ud800",
    ),
  ),
});

test(
  "mutated real files are never a crash, always a verdict, and every message points into the file",
  () => {
    const tally = { runs: 0, slowestMs: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(splice, { minLength: 1, maxLength: 6 }),
        (seed, splices) => {
          let text = seed;
          for (const { at, cut, put } of splices) {
            const from = Math.floor(at * text.length);
            text = text.slice(0, from) + put + text.slice(from + cut);
          }
          const bytes = new TextEncoder().encode(text);
          const started = performance.now();
          const report = readDeclarations(bytes, "mutated.yaml");
          tally.runs += 1;
          tally.slowestMs = Math.max(tally.slowestMs, performance.now() - started);
          const lines = new TextDecoder().decode(bytes).split("\n");
          expect(report.documents.length).toBeGreaterThan(0);
          for (const document of report.documents) {
            expect(document.verdict === "error").toBe(
              document.messages.some(({ severity }) => severity === "error"),
            );
            if (document.verdict !== "service") expect(document.services).toEqual([]);
            for (const { line, column } of document.messages) {
              expect(line).toBeGreaterThan(0);
              expect(line).toBeLessThanOrEqual(lines.length);
              expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
            }
          }
        },
      ),
      seconds > 0
        ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: seconds * 1_000 }
        : { numRuns: 300 },
    );
    if (seconds > 0)
      console.info(`${tally.runs} mutated files, the slowest in ${Math.round(tally.slowestMs)} ms`);
  },
  (seconds + 20) * 1_000,
);
