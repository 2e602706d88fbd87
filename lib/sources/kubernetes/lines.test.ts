import fc from "fast-check";
import { expect, test } from "vitest";
import { linesOf } from "./lines";

async function* pieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function gather(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test("however a stream is cut, in a line or in a character, its lines are the same", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replaceAll("\n", " "));
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), line, sizes, async (lines, half, cuts) => {
      const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join("") + half);
      const found = await gather(linesOf(pieces(bytes, cuts), 1024));
      expect(found).toEqual(lines);
    }),
  );
});

test("a line without end is given up as soon as it is too long", async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 1;
      yield new Uint8Array(100).fill(65);
    }
  }
  await expect(gather(linesOf(endless(), 1024))).rejects.toThrow("an event of more than 1 KiB");
  expect(sent).toBe(11);
  const whole = new TextEncoder().encode(`${"x".repeat(2000)}\n`);
  await expect(gather(linesOf(pieces(whole, [5000]), 1024))).rejects.toThrow("more than 1 KiB");
});
