import path from "node:path";
import type { GitCredentials, SourceConfig } from "./config";
import type { Finding } from "./explain";
import { gitProtocolOf } from "./git-url";
import type { WrittenSource } from "./source-schema";

/** `secretOf` reads the environment variable that the key at this path of the source names. */
export function resolveSource(
  source: WrittenSource,
  folder: string,
  secretOf: (variable: string, at: string[]) => string,
): SourceConfig {
  if (source.kind === "folder") return { ...source, path: path.resolve(folder, source.path) };
  if (source.kind === "upload") return source;
  if (source.kind === "kubernetes") {
    const { kubeconfig } = source;
    return { ...source, kubeconfig: kubeconfig === null ? null : path.resolve(folder, kubeconfig) };
  }
  const { every, webhookSecretEnv, credentials, ...rest } = source;
  return {
    ...rest,
    everySeconds: every,
    credentials: credentials ? resolveCredentials(credentials, folder, secretOf) : null,
    webhookSecret: webhookSecretEnv ? secretOf(webhookSecretEnv, ["webhookSecretEnv"]) : null,
  };
}

type WrittenCredentials = NonNullable<Extract<WrittenSource, { kind: "git" }>["credentials"]>;

// What comes from a mounted secret often ends with a line break that is no part of it.
function resolveCredentials(
  written: WrittenCredentials,
  folder: string,
  secretOf: (variable: string, at: string[]) => string,
): GitCredentials {
  if ("passwordEnv" in written) {
    const password = secretOf(written.passwordEnv, ["credentials", "passwordEnv"]).trim();
    return { kind: "password", username: written.username, password };
  }
  const { sshKeyEnv, knownHostsFile } = written;
  return {
    kind: "ssh-key",
    privateKey: `${secretOf(sshKeyEnv, ["credentials", "sshKeyEnv"]).trim()}\n`,
    knownHostsFile: knownHostsFile === undefined ? null : path.resolve(folder, knownHostsFile),
  };
}

/** Credentials that the repository's protocol has no use for are a mistake about one of the two. */
export function sourceFindings(source: WrittenSource, index: number): Finding[] {
  if (source.kind !== "git" || !source.credentials) return [];
  const protocol = gitProtocolOf(source.url);
  const wanted = protocol === "ssh" ? "sshKeyEnv" : protocol === "file" ? null : "passwordEnv";
  if (wanted !== null && wanted in source.credentials) return [];
  const message = wanted
    ? `sources[${index}].credentials must be ${wanted}: that is what ${protocol} takes.`
    : `sources[${index}].credentials is not for a file URL.`;
  return [{ path: ["sources", index, "credentials"], message }];
}
