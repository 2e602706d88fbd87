import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import type { KubernetesSourceConfig } from "@/lib/config/config";
import type { OpenSource } from "../source";
import type { Cluster } from "./cluster";
import { openCluster } from "./open-cluster";
import type { Timing } from "./timing";

/** Short enough for tests, long enough for a slow machine. */
export const testTiming: Timing = {
  watchSeconds: 60,
  silenceMs: 20_000,
  answerMs: 10_000,
  firstPauseMs: 5,
  longestPauseMs: 40,
};

/** How to speak to a stand-in without credentials. */
export const clusterAt = (api: { url: string }, said: Partial<Cluster> = {}): Cluster => ({
  server: new URL(api.url),
  isVerified: true,
  ca: null,
  servername: null,
  certificate: null,
  token: null,
  ...said,
});

export const smallest: KubernetesSourceConfig = {
  name: "prod",
  kind: "kubernetes",
  declares: ["*"],
  whenGone: "end",
  namespaces: null,
  labelSelector: null,
  kubeconfig: null,
  context: null,
  addons: false,
};

/** A source on a stand-in, with what a test says on top; `words` gathers its warnings. */
export function openTestCluster(
  api: { url: string },
  said: {
    config?: Partial<KubernetesSourceConfig>;
    timing?: Partial<Timing>;
    locate?: () => Promise<Cluster>;
  } = {},
): { source: OpenSource; words: string[]; changes: () => number; follow: () => void } {
  const words: string[] = [];
  const log = pino({ level: "info" }, { write: (line) => void words.push(JSON.parse(line).msg) });
  let changes = 0;
  const source = openCluster(
    { ...smallest, ...said.config },
    {
      log,
      timing: { ...testTiming, ...said.timing },
      locate: said.locate ?? (async () => clusterAt(api)),
    },
  );
  const follow = () =>
    source.watch(() => {
      changes += 1;
    });
  return { source, words, changes: () => changes, follow };
}

/** The texts of a source's files by path; why there is none where there is a problem. */
export async function textsOf(source: OpenSource): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const file of (await source.read())?.files ?? [])
    found[file.path] =
      "bytes" in file
        ? new TextDecoder().decode(file.bytes)
        : `problem: ${"problem" in file ? file.problem : file.skipped}`;
  return found;
}

/** Waits until something is so; the test's own time limit says when it never will be. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5);
}
