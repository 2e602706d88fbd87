import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { printable } from "@/lib/declarations/printable";
import { type Cluster, serverAddress } from "./cluster";
import { type KubeconfigUser, kubeconfigUser, refuseUser } from "./kubeconfig-user";

const mostBytes = 1024 * 1024;
const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

const text = z.string().min(1);
const cluster = z.object({
  server: text,
  "certificate-authority": text.optional(),
  "certificate-authority-data": text.optional(),
  "insecure-skip-tls-verify": z.boolean().optional(),
  "tls-server-name": text.optional(),
  "proxy-url": text.optional(),
});
const kubeconfig = z.object({
  "current-context": z.string().optional(),
  contexts: z.array(z.object({ name: text, context: z.object({ cluster: text, user: text }) })),
  clusters: z.array(z.object({ name: text, cluster })),
  users: z.array(z.object({ name: text, user: kubeconfigUser })),
});

/**
 * The cluster and the identity that a context of a kubeconfig names. Throws with words for what Daypass does not do: run
 * programs (exec, auth-provider), go through a proxy, speak as somebody else, or leave the server's certificate unchecked.
 */
export async function readKubeconfig(file: string, context: string | null): Promise<Cluster> {
  const parsed = kubeconfig.safeParse(await readYaml(file));
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new Error(`The kubeconfig ${file} is none: ${at || "it"} is missing or of the wrong type.`);
  }
  const config = parsed.data;
  const wanted = context ?? config["current-context"];
  if (!wanted) throw new Error(`The kubeconfig ${file} has no current-context: name one as context.`);
  const named = find(config.contexts, "context", wanted, file).context;
  const target = find(config.clusters, "cluster", named.cluster, file).cluster;
  const { user } = find(config.users, "user", named.user, file);
  const server = serverAddress(target.server);
  if (target["insecure-skip-tls-verify"] && !loopback.has(server.hostname)) {
    throw new Error(
      `The kubeconfig ${file} says insecure-skip-tls-verify for ${server.host}: anybody on the way could read the token and invent declarations. Give it certificate-authority instead.`,
    );
  }
  if (target["proxy-url"]) {
    throw new Error(`The kubeconfig ${file} names a proxy-url. Daypass speaks to the API server directly.`);
  }
  refuseUser(user, file);
  return {
    server,
    // Only for an address on this machine, see above.
    isVerified: !target["insecure-skip-tls-verify"],
    ca: await material(target, "certificate-authority", file),
    servername: target["tls-server-name"] ?? null,
    certificate: await certificateOf(user, file),
    // A token file is the newer of the two, as for kubectl.
    token: user.tokenFile ? (await readBeside(file, user.tokenFile)).trim() : (user.token ?? null),
  };
}

async function readYaml(file: string): Promise<unknown> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new Error(`The kubeconfig ${file} cannot be read.`);
  if (found.size > mostBytes) throw new Error(`The kubeconfig ${file} is larger than 1 MiB.`);
  const words = await readFile(file, "utf8");
  // What the parser says could repeat a line, and with it a key.
  const document = parseDocument(words, { prettyErrors: false });
  if (document.errors.length > 0) throw new Error(`The kubeconfig ${file} is not valid YAML.`);
  return document.toJS();
}

function find<T extends { name: string }>(items: readonly T[], kind: string, name: string, file: string): T {
  const item = items.find((one) => one.name === name);
  if (item) return item;
  const known = items.map((one) => printable(one.name)).join(", ") || "none";
  throw new Error(`The kubeconfig ${file} has no ${kind} ${printable(name)}. It has: ${known}.`);
}

async function certificateOf(user: KubeconfigUser, file: string): Promise<Cluster["certificate"]> {
  const cert = await material(user, "client-certificate", file);
  const key = await material(user, "client-key", file);
  if (cert === null && key === null) return null;
  if (cert === null || key === null)
    throw new Error(
      `The kubeconfig ${file} has a client-certificate without its client-key, or a key alone.`,
    );
  return { cert, key };
}

type Material<K extends string> = { [key in K | `${K}-data`]?: string | undefined };

/** Inline data wins over a file, as for kubectl. */
async function material<K extends string>(from: Material<K>, key: K, file: string): Promise<string | null> {
  const data = from[`${key}-data`];
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const named = from[key];
  return named === undefined ? null : readBeside(file, named);
}

/** Paths in a kubeconfig are relative to its folder. */
async function readBeside(file: string, named: string): Promise<string> {
  const target = path.resolve(path.dirname(file), named);
  return readFile(target, "utf8").catch(() => {
    throw new Error(`The kubeconfig ${file} names ${target}, which cannot be read.`);
  });
}
