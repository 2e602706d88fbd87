import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { gitProtocolOf } from "./git-url";
import { loadConfig } from "./load-config";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const env = {
  DAYPASS_URL: "https://daypass.example.com",
  DATABASE_URL: "postgresql://daypass@db/daypass",
  DAYPASS_SECRET: "s".repeat(32),
  DAYPASS_EMBEDDED: "1",
  TOKEN: "secret token\n",
  KEY: "-----BEGIN KEY-----\nabc\n-----END KEY-----",
};

function load(source: object) {
  const issuers = [
    { name: "corp", issuer: "https://login.example.com", kind: "user", audiences: ["daypass"] },
  ];
  const sources = [{ name: "apps", kind: "git", declares: ["*"], ...source }];
  writeFileSync(path.join(folder, "daypass.yaml"), JSON.stringify({ version: 1, issuers, sources }));
  return loadConfig({ env, cwd: folder }).sources[0];
}

const url = "https://git.example.com/platform/apps.git";

test("a repository is read from main, whole, every minute", () => {
  expect(load({ url })).toEqual({
    name: "apps",
    kind: "git",
    url,
    branch: "main",
    path: "",
    everySeconds: 60,
    credentials: null,
    webhookSecret: null,
    declares: ["*"],
    whenGone: "end",
  });
});

test("credentials and the webhook's secret come from the environment", () => {
  const written = { url, path: "./deploy/apps/", every: "10s", whenGone: "keep", webhookSecretEnv: "TOKEN" };
  expect(load({ ...written, credentials: { passwordEnv: "TOKEN" } })).toMatchObject({
    path: "deploy/apps",
    everySeconds: 10,
    whenGone: "keep",
    credentials: { kind: "password", username: "git", password: "secret token" },
  });
  const ssh = { sshKeyEnv: "KEY", knownHostsFile: "known_hosts" };
  expect(load({ url: "git@git.example.com:platform/apps.git", credentials: ssh })).toMatchObject({
    credentials: {
      kind: "ssh-key",
      privateKey: `${env.KEY}\n`,
      knownHostsFile: path.join(folder, "known_hosts"),
    },
  });
});

describe("is refused with the place", () => {
  test.each<[string, object, string]>([
    ["a url with a password", { url: "https://a:b@git.example.com/x.git" }, "sources[0].url must be https"],
    ["a branch that is an option", { url, branch: "--upload-pack=x" }, "sources[0].branch must be the name"],
    ["a branch that is a range", { url, branch: "a..b" }, "sources[0].branch must be the name"],
    ["a branch with a colon", { url, branch: "a:refs/heads/b" }, "sources[0].branch must be the name"],
    ["a path that leads out", { url, path: "a/../../b" }, "sources[0].path must be a folder inside"],
    ["an absolute path", { url, path: "/etc" }, "sources[0].path must be a folder inside"],
    ["a poll every second", { url, every: "1s" }, "sources[0].every must be at least 10s"],
    [
      "a variable that is not set",
      { url, webhookSecretEnv: "NOPE" },
      "names the environment variable NOPE, which is not set",
    ],
    ["a key for https", { url, credentials: { sshKeyEnv: "KEY" } }, "credentials must be passwordEnv"],
    [
      "a password for ssh",
      { url: "git@host:x.git", credentials: { passwordEnv: "TOKEN" } },
      "credentials must be sshKeyEnv",
    ],
    [
      "credentials for a file",
      { url: "file:///srv/x.git", credentials: { passwordEnv: "TOKEN" } },
      "not for a file URL",
    ],
    [
      "a password in the file",
      { url, credentials: { password: "x" } },
      "sources[0].credentials must have passwordEnv",
    ],
    ["a policy that is none", { url, whenGone: "maybe" }, "sources[0].whenGone must be end or keep"],
    ["a folder's key", { url, folder: "x" }, "sources[0].folder is not a known key"],
  ])("%s", (_what, source, expected) => {
    expect(() => load(source)).toThrow(expected);
  });
});

describe("the protocol of", () => {
  test.each([
    ["https://git.example.com/x.git", "https"],
    ["http://127.0.0.1:8080/x.git", "http"],
    ["git@github.com:org/repo.git", "ssh"],
    ["ssh://git@git.example.com:2222/x.git", "ssh"],
    ["file:///srv/git/x.git", "file"],
    ["http://git.example.com/x.git", null],
    ["git://git.example.com/x.git", null],
    ["ext::sh -c touch% /tmp/pwned", null],
    ["ext::sh", null],
    ["-oProxyCommand=x", null],
    ["--upload-pack=touch /tmp/x", null],
    ["ssh://-oProxyCommand=x/path", null],
    ["ssh://git:password@host/x", null],
    ["git@-oProxyCommand=x:path", null],
    ["-x@host:path", null],
    ["git@host:-x", null],
    ["git@host:/x y", null],
    ["/srv/git/x.git", null],
    ["../x.git", null],
    ["file://server/share", null],
    ["file:///", null],
    ["https://git.example.com/x.git?token=1", null],
    ["https://git.example.com/x.git#main", null],
    ["https://git.example.com", null],
    ["https://token@git.example.com/x.git", null],
    ["https://git.example.com/x\n.git", null],
  ])("%j is %s", (text, protocol) => {
    expect(gitProtocolOf(text)).toBe(protocol);
  });
});
