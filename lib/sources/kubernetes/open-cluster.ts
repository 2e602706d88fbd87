import { setMaxListeners } from "node:events";
import type { KubernetesSourceConfig } from "@/lib/config/config";
import type { Logger } from "@/lib/log/log";
import type { OpenSource } from "../source";
import { SourceClosed } from "../source-failure";
import type { Cluster } from "./cluster";
import { connect } from "./connection";
import { followScope } from "./follow-scope";
import { inCluster, serviceAccountFolder } from "./in-cluster";
import { readKubeconfig } from "./kubeconfig";
import { snapshotOf } from "./snapshot";
import { type Timing, usualTiming } from "./timing";

interface Options {
  log: Logger;
  timing?: Timing;
  /** Where the cluster is and who speaks; asked again when the credentials are no longer accepted. */
  locate?: () => Promise<Cluster>;
}

/**
 * The Applications of a cluster that runs KubeVela, as a source. Every namespace that the configuration names is listed and
 * watched by itself, so that a Role in each is enough; without names it is one list and one watch for all.
 */
export function openCluster(config: KubernetesSourceConfig, options: Options): OpenSource {
  const { namespaces, labelSelector, addons, kubeconfig, context } = config;
  const { timing = usualTiming } = options;
  const locate =
    options.locate ??
    (() =>
      kubeconfig === null
        ? inCluster(process.env, serviceAccountFolder)
        : readKubeconfig(kubeconfig, context));
  const log = options.log.child({ source: config.name });
  const closing = new AbortController();
  // Every namespace listens for the end.
  setMaxListeners(0, closing.signal);
  const api = { ...connect(locate), timing, signal: closing.signal };
  const followers = (namespaces ?? [null]).map((namespace) =>
    followScope(api, { namespace, labelSelector }, { addons, log }),
  );
  let following: Promise<unknown> | undefined;
  return {
    async read() {
      if (closing.signal.aborted) throw new SourceClosed("The source is closed.");
      return snapshotOf(await Promise.all(followers.map((follower) => follower.read())));
    },
    watch(onChange) {
      following ??= Promise.all(followers.map((follower) => follower.follow(onChange)));
    },
    async close() {
      closing.abort();
      await following;
    },
  };
}
