import { createHash } from "node:crypto";
import { z } from "zod";
import { mostBytes } from "@/lib/declarations/bytes";
import type { SourceFile } from "../source";

/** An object is read, or it is a problem. */
type ApplicationFile = Exclude<SourceFile, { skipped: string }>;

import { ClusterError } from "./cluster-error";
import { isDeeperThan } from "./depth";

/** An Application of a cluster, reduced to what a file of it would hold. */
export interface Application {
  /** "<namespace>/<name>.json" */
  path: string;
  resourceVersion: string;
  /** It is being deleted, or one of KubeVela's own: not a declaration, or not one any more. */
  isGone: boolean;
  /** Equal marks mean that nothing has changed which a declaration can be made of. */
  mark: string;
  file: ApplicationFile;
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const texts = z.record(z.string(), z.string()).nullish();

// The names become a path, so they are not taken on trust.
const object = z.object({
  metadata: z.object({
    name: z.string().regex(subdomain),
    namespace: z.string().regex(label),
    uid: z.string().min(1).max(100),
    resourceVersion: z.string().min(1).max(100),
    generation: z.number().default(0),
    deletionTimestamp: z.string().nullish(),
    labels: texts,
    annotations: texts,
  }),
  spec: z.unknown().optional(),
});

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
/** As for a file; indentation would make gigabytes of what is nested ten thousand levels deep. */
const deepest = 64;

/** Reads an object of a list or an event. Throws a ClusterError when it is not an Application as Kubernetes keeps them. */
export function readApplication(from: unknown, { addons }: { addons: boolean }): Application {
  const parsed = object.safeParse(from);
  if (!parsed.success) throw new ClusterError("The API server sent an object that is no Application.");
  const { metadata, spec } = parsed.data;
  const { name, namespace, uid, generation } = metadata;
  const path = `${namespace}/${name}.json`;
  const isAddon = namespace === "vela-system" && name.startsWith("addon-");
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => key !== lastApplied);
  const kept = {
    ...some("labels", Object.entries(metadata.labels ?? {})),
    ...some("annotations", annotations),
  };
  const file = fileOf(path, {
    apiVersion: "core.oam.dev/v1beta1",
    kind: "Application",
    metadata: { name, namespace, ...kept },
    spec,
  });
  const hash = createHash("sha256").update(`${uid} ${generation} ${JSON.stringify(kept)} `);
  return {
    path,
    resourceVersion: metadata.resourceVersion,
    isGone: typeof metadata.deletionTimestamp === "string" || (isAddon && !addons),
    mark: hash.update("bytes" in file ? file.bytes : file.problem).digest("hex"),
    file,
  };
}

/** In the order of their names: the API server keeps none. */
function some(name: string, entries: [string, string][]): object {
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return sorted.length === 0 ? {} : { [name]: Object.fromEntries(sorted) };
}

function fileOf(path: string, cleaned: object): ApplicationFile {
  if (isDeeperThan(cleaned, deepest))
    return { path, problem: `Values are nested more than ${deepest} levels deep.` };
  const bytes = new TextEncoder().encode(`${JSON.stringify(cleaned, null, 2)}\n`);
  return bytes.length > mostBytes
    ? { path, problem: `The Application is larger than ${mostBytes / 1024} KiB.` }
    : { path, bytes };
}
