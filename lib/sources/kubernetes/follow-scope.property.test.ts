import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { OpenSource } from "../source";
import { statusOf, TestApiServer } from "./test-api-server";
import { openTestCluster, textsOf, until } from "./test-source";

/** Whether the one who follows the source is told of changes, asks by itself all the time, or both. */
type Mode = "is told" | "asks" | "both";
type Step = (api: TestApiServer) => void | Promise<void>;

const path = fc.integer({ min: 0, max: 5 }).map((index) => `shop/app-${index}`);
const write = fc.oneof(
  fc.tuple(path, fc.integer({ min: 0, max: 3 })).map(
    ([at, size]): Step =>
      (api) =>
        api.store.put(at, { spec: { size } }),
  ),
  fc.tuple(path, fc.constantFrom("a", "ü")).map(
    ([at, team]): Step =>
      (api) =>
        api.store.put(at, { labels: { team } }),
  ),
  path.map(
    (at): Step =>
      (api) =>
        api.store.setStatus(at, { at: api.store.version }),
  ),
  path.map(
    (at): Step =>
      (api) =>
        api.store.terminate(at),
  ),
  path.map(
    (at): Step =>
      (api) =>
        api.store.delete(at),
  ),
);
const fault = fc.constantFrom<Step>(
  (api) => api.compact(),
  (api) => api.cut(),
  (api) => api.endWatches(),
  (api) => api.freeze(),
  (api) => api.bookmark(),
  (api) => {
    api.goneAs = api.goneAs === "event" ? "status" : "event";
  },
  // Some of the next questions fail, some of them in the middle of a list.
  (api) => {
    let left = 4;
    api.intercept = ({ url }) => {
      left -= 1;
      if (left < 0 || (left % 2 === 0 && !url.searchParams.has("continue"))) return null;
      return left % 3 === 0
        ? { status: 200, headers: { "content-length": "99" }, body: '{"kind":"ApplicationList","items":[' }
        : statusOf(left % 3 === 1 ? 410 : 400, "no");
    };
  },
  // Later pages take their time, so that other things happen meanwhile.
  (api) => {
    api.intercept = async ({ url }) => {
      if (url.searchParams.has("continue")) await sleep(8);
      return null;
    };
  },
  () => sleep(3),
  () => sleep(15),
);
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: write }, { weight: 2, arbitrary: fault }), {
  minLength: 5,
  maxLength: 40,
});

/** What a catalogue may say of the server's objects at this moment. */
function said(api: TestApiServer): string {
  const live = [...api.store.objects.values()].filter(({ metadata }) => !metadata.deletionTimestamp);
  const rows = live.map(({ metadata, spec }) => [
    `${metadata.namespace}/${metadata.name}.json`,
    metadata.labels ?? null,
    spec,
  ]);
  return JSON.stringify(rows.sort());
}

async function read(source: OpenSource): Promise<string> {
  const rows = Object.entries(await textsOf(source)).map(([at, text]) => {
    const { metadata, spec } = JSON.parse(text);
    return [at, metadata.labels ?? null, spec];
  });
  return JSON.stringify(rows.sort());
}

test("whatever happens, a read is a state that the server had, never an older one than before, and in the end the last", async () => {
  const run = async (sequence: readonly Step[], pieceBytes: number, mode: Mode) => {
    const api = await TestApiServer.start();
    Object.assign(api, { mostPerPage: 2, pieceBytes });
    const states = [said(api)];
    let newest = 0;
    let seen: string | undefined;
    const { source } = openTestCluster(api, { timing: { silenceMs: 60, answerMs: 60 } });
    /** As whoever follows a source does it: reads when told, and keeps what it had when the read fails. */
    const consume = async () => {
      const found = await read(source).catch(() => undefined);
      if (found === undefined) return;
      const at = states.indexOf(found, newest);
      expect(at, `${found} is none of ${states.slice(newest).join("\n")}`).toBeGreaterThanOrEqual(0);
      newest = at;
      seen = found;
    };
    let consuming = Promise.resolve();
    const onChange = () => {
      consuming = consuming.then(consume);
    };
    if (mode !== "asks") source.watch(onChange);
    try {
      for (const step of sequence) {
        await step(api);
        states.push(said(api));
        if (mode !== "is told") onChange();
      }
      await consuming;
      api.intercept = () => null;
      if (mode === "asks") onChange();
      // Nobody asks any more: being told must be enough.
      await until(async () => {
        await consuming;
        return seen === said(api);
      });
    } finally {
      await source.close();
      await api.close();
    }
  };
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.constantFrom(1, 7, 10_000),
      fc.constantFrom<Mode>("asks", "is told", "both"),
      run,
    ),
    {
      numRuns: 60,
      interruptAfterTimeLimit: 60_000,
      endOnFailure: true,
    },
  );
}, 90_000);
