import path from "node:path";
import type { GitSourceConfig } from "@/lib/config/config";
import { gitProtocolOf } from "@/lib/config/git-url";

// What reaches git of our own environment: where programs are, and how this machine gets out.
const inherited = [
  "PATH",
  "HTTPS_PROXY",
  "https_proxy",
  "NO_PROXY",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "GIT_SSL_CAINFO",
];

// Configuration of every command; the repository's own is written by us, and there is no other.
const settings = {
  "core.hooksPath": "/dev/null",
  "core.askPass": "",
  "core.fsmonitor": "false",
  // Large objects are streamed to the disk instead of being held.
  "core.bigFileThreshold": "2m",
  "credential.helper": "",
  "fetch.unpackLimit": "1",
  "gc.auto": "0",
  // Else a redirect would take the credentials to wherever it leads.
  "http.followRedirects": "false",
  "maintenance.auto": "false",
  "protocol.ext.allow": "never",
  "submodule.recurse": "false",
};

/** The environment of git inside `home`, a folder of its own: the user's and the machine's configuration stay out of it. */
export function gitEnvironment(home: string): NodeJS.ProcessEnv {
  const own = Object.fromEntries(inherited.flatMap((name) => [[name, process.env[name] ?? ""]]));
  return {
    ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== "")),
    NODE_ENV: process.env.NODE_ENV,
    HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    // What was left out of a fetch is never fetched later.
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    ...asVariables(Object.entries(settings)),
  };
}

/** The same for a command that talks to the repository, by its protocol only. The password is in no argument and no file. */
export function fetchEnvironment(source: GitSourceConfig, home: string): NodeJS.ProcessEnv {
  const base = { ...gitEnvironment(home), GIT_ALLOW_PROTOCOL: gitProtocolOf(source.url) ?? "none" };
  const { credentials } = source;
  if (credentials?.kind !== "password") return { ...base, GIT_SSH_COMMAND: sshCommand(source, home) };
  const origin = new URL(source.url).origin;
  return {
    ...base,
    ...asVariables([...Object.entries(settings), [`credential.${origin}.helper`, answerFromEnvironment]]),
    DAYPASS_GIT_USERNAME: credentials.username,
    DAYPASS_GIT_PASSWORD: credentials.password,
  };
}

/** Where the private key is written for ssh, which reads it from nowhere else. */
export const sshKeyFile = (home: string) => path.join(home, "key");

// Asked by git for this origin only. There is no file to run, so it works where nothing may be run from the data folder.
const answerFromEnvironment =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$DAYPASS_GIT_USERNAME" "$DAYPASS_GIT_PASSWORD"; }; f';

function sshCommand({ credentials }: GitSourceConfig, home: string): string {
  const key = credentials?.kind === "ssh-key" ? ["-i", sshKeyFile(home)] : [];
  const hosts = (credentials?.kind === "ssh-key" && credentials.knownHostsFile) || "/dev/null";
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "IdentitiesOnly=yes",
    "IdentityAgent=none",
    "ForwardAgent=no",
    "ConnectTimeout=20",
    `UserKnownHostsFile="${hosts}"`,
  ];
  return ["ssh", "-F", "/dev/null", ...options.flatMap((option) => ["-o", option]), ...key]
    .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
    .join(" ");
}

function asVariables(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(entries.length)],
    ...entries.flatMap(([name, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, name],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);
}
