import { afterEach, describe, expect, test } from "vitest";
import { readDeclarations } from "./reader";
import { createReader, type Reader, type ReaderSettings } from "./reader-pool";

const bytes = (text: string) => new TextEncoder().encode(text);
const good = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components:
    - name: api
      type: webservice
      traits: [{ type: access, properties: { owners: ["group:default/team"], roles: { reader: { scopes: [read] } } } }]
`;
const large = bytes(`a: [${"1,".repeat(35_000)}1]`);
const rulesOf = (report: { documents: { messages: { rule: string }[] }[] }) =>
  report.documents.flatMap((document) => document.messages.map((message) => message.rule));

const echo = "parentPort.postMessage({ file: task.file })";

let reader: Reader;
const readerWith = (settings: Partial<ReaderSettings>) => {
  reader = createReader(settings);
  return reader;
};
afterEach(() => reader.close());

/** A thread that does `answer` with each task. */
const program = (answer: string) =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from "node:worker_threads";
      parentPort.on("message", (task) => { ${answer} });
      parentPort.postMessage("ready");`)}`,
  );

describe("a reader in threads", () => {
  test("says what the reader says, whatever comes at the same time", async () => {
    readerWith({});
    const texts = [good, "a: [", "", "\ud800", `${good}---\n: : [`, ...Array(20).fill(good)];
    const reports = await Promise.all(texts.map((text, index) => reader.read(bytes(text), `${index}.yaml`)));
    expect(reports).toEqual(texts.map((text, index) => readDeclarations(bytes(text), `${index}.yaml`)));
  });

  test("hands options on, and leaves the bytes with their owner", async () => {
    const mine = Buffer.from(good);
    const { documents } = await readerWith({}).read(mine, "x.yaml", { defaultNamespace: "web" });
    expect(documents[0]?.services[0]?.ref).toBe("web/shop/api");
    expect(mine.toString()).toBe(good);
  });

  test("refuses what is far too large by its size alone", async () => {
    expect(rulesOf(await readerWith({}).read(new Uint8Array(50_000_000), "x.yaml"))).toEqual([
      "file-too-large",
    ]);
  });

  test("gives up on a file that is over time, and reads the next one", async () => {
    readerWith({
      threads: 1,
      entry: program(`if (task.file === "slow.yaml") for (;;); ${echo}`),
      timeLimitMs: 300,
    });
    const [slow, next] = await Promise.all([
      reader.read(large, "slow.yaml"),
      reader.read(large, "next.yaml"),
    ]);
    expect(slow).toMatchObject({ file: "slow.yaml", ok: false, isCutShort: true });
    expect(slow.documents).toMatchObject([{ verdict: "error", messages: [{ rule: "too-slow", line: 1 }] }]);
    expect(next).toEqual({ file: "next.yaml" });
  });

  test("gives up on a file that takes too much memory, and reads the next one", async () => {
    readerWith({ threads: 1, memoryLimitMb: 16, timeLimitMs: 20_000 });
    const [heavy, next] = await Promise.all([
      reader.read(large, "heavy.yaml"),
      reader.read(bytes(good), "x.yaml"),
    ]);
    expect(rulesOf(heavy)).toEqual(["too-much-memory"]);
    expect(next.ok).toBe(true);
  });

  test.each([
    ["ends", "process.exit(0)"],
    ["throws", "throw new Error('a fault')"],
  ])("outlives a thread that %s, and tells its owner", async (_what, death) => {
    const crashes: string[] = [];
    readerWith({
      threads: 1,
      entry: program(`if (task.file === "bad.yaml") { ${death} } else { ${echo} }`),
      onCrash: (file) => crashes.push(file),
    });
    const files = ["bad.yaml", "good.yaml", "bad.yaml"];
    const reports = await Promise.all(files.map((file) => reader.read(bytes("a: 1"), file)));
    expect(reports[0]).toMatchObject({ documents: [{ messages: [{ rule: "reader-failed" }] }] });
    expect(reports[1]).toEqual({ file: "good.yaml" });
    expect(crashes).toEqual(["bad.yaml", "bad.yaml"]);
  });

  test("says that it cannot read at all, rather than that a file is bad", async () => {
    readerWith({ entry: "/nowhere/worker.mjs" });
    const tries = await Promise.allSettled([1, 2, 3].map(() => reader.read(bytes(good), "x.yaml")));
    expect(tries.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  test("refuses what is being read and what is waiting when it is closed", async () => {
    readerWith({ threads: 1, entry: program("for (;;);"), timeLimitMs: 20_000 });
    const tries = Promise.allSettled([1, 2, 3].map(() => reader.read(bytes(good), "x.yaml")));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await reader.close();
    expect((await tries).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await expect(reader.read(bytes(good), "x.yaml")).rejects.toThrow("closed");
  });

  test("lets its threads go when there is nothing to do, and starts them again", async () => {
    readerWith({ idleMs: 1, threads: 1 });
    expect((await reader.read(bytes(good), "x.yaml")).ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await reader.read(bytes(good), "x.yaml")).ok).toBe(true);
  });

  test("shows a thread nothing of the environment", async () => {
    readerWith({ entry: program("parentPort.postMessage({ file: JSON.stringify(process.env) })") });
    expect(await reader.read(bytes(good), "x.yaml")).toEqual({ file: "{}" });
  });
});
