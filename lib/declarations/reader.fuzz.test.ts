import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readDeclarations } from "./reader";

const folder = path.resolve(import.meta.dirname, "../../examples/catalogue");
const seeds = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), "utf8"));

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

test("mutated real files are never a crash, always a verdict, and every message points into the file", () => {
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
        const report = readDeclarations(bytes, "mutated.yaml");
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
    { numRuns: 300 },
  );
});
