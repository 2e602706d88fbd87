import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Cluster, serverAddress } from "./cluster";

/** Where Kubernetes puts a pod's service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The cluster that this process runs in, spoken to as the pod's service account. The token is a projected one that rotates:
 * read it again when it is no longer accepted. Throws with words when this is not a pod with a service account.
 */
export async function inCluster(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<Cluster> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port) {
    throw new Error(
      "Daypass does not run inside a Kubernetes cluster (KUBERNETES_SERVICE_HOST is not set). Name a kubeconfig for this source.",
    );
  }
  const [token, ca] = await Promise.all([
    readMounted(path.join(folder, "token")),
    readMounted(path.join(folder, "ca.crt")),
  ]);
  return {
    server: serverAddress(`https://${host.includes(":") ? `[${host}]` : host}:${port}`),
    isVerified: true,
    ca,
    servername: null,
    certificate: null,
    token: token.trim(),
  };
}

async function readMounted(file: string): Promise<string> {
  const text = await readFile(file, "utf8").catch(() => "");
  if (text.trim() === "") {
    throw new Error(
      `The service account's file ${file} cannot be read. The pod needs automountServiceAccountToken: true and a serviceAccountName.`,
    );
  }
  return text;
}
