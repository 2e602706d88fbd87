import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpenSource } from "../source";
import { gitLimits } from "./fetch-branch";
import { openGit } from "./open-git";
import { startTestGit, type TestGit } from "./test-git";

let remote: TestGit;
let open: OpenSource;

beforeEach(async () => {
  remote = await startTestGit();
  open = openGit(remote.source, remote.cache);
});
afterEach(async () => {
  await open.close();
  await remote.stop();
});

async function read(source = open) {
  const snapshot = await source.read();
  const files: Record<string, string> = {};
  for await (const file of snapshot?.files ?? [])
    files[file.path] =
      "bytes" in file
        ? new TextDecoder().decode(file.bytes)
        : "problem" in file
          ? `problem: ${file.problem}`
          : `skipped: ${file.skipped}`;
  return { version: snapshot?.version, files };
}

/** Why a repository that differs in this cannot be read. */
async function failure(change: Partial<TestGit["source"]>, limits = gitLimits): Promise<Error> {
  const other = openGit({ ...remote.source, ...change }, remote.cache, limits);
  try {
    await read(other);
  } catch (error) {
    if (error instanceof Error) return error;
  } finally {
    await other.close();
  }
  throw new Error("it could be read");
}

describe("a branch", () => {
  test("is read as files, with the commit that people know it by", async () => {
    remote.write("b.yaml", "b");
    remote.write("a/c.yml", "c");
    remote.write("a/B.yaml", "big");
    remote.write("a/b.yaml", "small");
    remote.write("readme.md", "no");
    remote.write(".github/x.yaml", "no");
    remote.write("node_modules/x.json", "no");
    const id = remote.push("Declare\u0007 orders");
    const { version, files } = await read();
    expect(files).toEqual({ "a/B.yaml": "big", "a/b.yaml": "small", "a/c.yml": "c", "b.yaml": "b" });
    expect(Object.keys(files)).toEqual(["a/B.yaml", "a/b.yaml", "a/c.yml", "b.yaml"]);
    expect(version).toMatchObject({
      id,
      label: id.slice(0, 12),
      author: "Ann Author",
      title: "Declare orders",
    });
    expect(Date.parse(version?.at ?? "")).not.toBeNaN();
  });

  test("is followed through a push, a force-push and back after it was deleted", async () => {
    remote.write("a.yaml", "1");
    remote.push("one");
    expect((await read()).files).toEqual({ "a.yaml": "1" });
    remote.write("a.yaml", "2");
    const second = remote.push("two");
    expect((await read()).files).toEqual({ "a.yaml": "2" });
    remote.git("reset", "-q", "--hard", "HEAD~1");
    remote.write("b.yaml", "another history");
    const third = remote.push("three", "--force");
    expect(third).not.toBe(second);
    expect(await read()).toMatchObject({
      version: { id: third },
      files: { "a.yaml": "1", "b.yaml": "another history" },
    });
    remote.git("push", "-q", "origin", "HEAD:other", ":main");
    await expect(read()).rejects.toThrow("The repository has no branch main.");
    remote.git("push", "-q", "origin", "HEAD:main");
    expect((await read()).version?.id).toBe(third);
  });

  test("may be another one, and a folder of it", async () => {
    remote.write("deploy/apps/a.yaml", "inside");
    remote.write("other/b.yaml", "outside");
    remote.push("one");
    remote.git("push", "-q", "origin", "HEAD:release/1.x");
    const other = openGit({ ...remote.source, branch: "release/1.x", path: "deploy/apps" }, remote.cache);
    expect((await read(other)).files).toEqual({ "a.yaml": "inside" });
    await other.close();
  });

  test("brings no history, no tag and nothing that is large", async () => {
    remote.write("a.yaml", "first secret");
    remote.push("one");
    remote.git("tag", "v1");
    remote.git("push", "-q", "origin", "v1");
    remote.write("a.yaml", "second");
    remote.write("video.bin", "x".repeat(3_000_000));
    remote.write("large.yaml", "#".repeat(1024 * 1024 + 1));
    remote.write("huge.json", "#".repeat(3 * 1024 * 1024));
    remote.push("two");
    const tooLarge = "problem: The file is larger than 1024 KiB.";
    expect((await read()).files).toEqual({
      "a.yaml": "second",
      "large.yaml": tooLarge,
      "huge.json": tooLarge,
    });
    expect((await read()).files, "and the same again").toMatchObject({ "huge.json": tooLarge });
  });

  test("leads nowhere: links, submodules and hooks do nothing", async () => {
    remote.write("a.yaml", "1");
    remote.push("one");
    symlinkSync("/etc/passwd", path.join(remote.git("rev-parse", "--show-toplevel"), "passwd.yaml"));
    symlinkSync("/etc", path.join(remote.git("rev-parse", "--show-toplevel"), "etc"));
    const head = remote.git("rev-parse", "HEAD");
    remote.write(".gitmodules", `[submodule "sub"]\n\tpath = sub\n\turl = ${remote.source.url}\n`);
    remote.git("update-index", "--add", "--cacheinfo", `160000,${head},sub`);
    remote.git("add", "passwd.yaml", "etc", ".gitmodules");
    remote.git("commit", "-q", "-m", "two");
    remote.git("push", "-q", "origin", "HEAD:main");
    expect((await read()).files).toEqual({
      "a.yaml": "1",
      "passwd.yaml": "problem: This is a symbolic link, which is not followed in a repository.",
      sub: "skipped: This is a submodule, which is another repository and was not read.",
    });
  });
});

describe("cannot be read, in words:", () => {
  beforeEach(() => {
    remote.write("a.yaml", "1");
    remote.push("one");
  });

  test("a branch, a folder and a repository that are not there", async () => {
    expect((await failure({ branch: "mian" })).message).toBe("The repository has no branch mian.");
    expect((await failure({ path: "nowhere" })).message).toBe("The repository has no folder nowhere.");
    expect((await failure({ path: "a.yaml" })).message).toBe("The repository has no folder a.yaml.");
    const url = remote.source.url.replace("apps.git", "other.git");
    expect((await failure({ url })).message).toContain("There is no repository at this address");
  });

  test("one that hangs, after the time limit, with nothing of git left running", async () => {
    remote.mode = "hang";
    const error = await failure({}, { ...gitLimits, milliseconds: 500 });
    expect(error.message).toBe("The repository did not arrive within 0.5 s.");
    await expect.poll(remote.connections, { timeout: 15_000 }).toBe(0);
  });

  test("one over the limit, of which nothing is kept", async () => {
    remote.write("noise.txt", Buffer.from(Array.from({ length: 400_000 }, () => Math.random() * 256)));
    remote.push("noise");
    const error = await failure({}, { ...gitLimits, bytes: 200_000 });
    expect(error.message).toBe("The repository is larger than 0 MB.");
    expect(readdirSync(remote.cache)).toEqual([]);
  });

  test("one that sends us elsewhere, and the password stays here", async () => {
    remote.mode = "redirect";
    const credentials = { kind: "password" as const, username: "git", password: "hush" };
    const error = await failure({ credentials });
    expect(error.message).toContain("redirect, which is not followed");
  });

  test("a server that is away", async () => {
    expect((await failure({ url: "http://127.0.0.1:1/apps.git" })).message).toBe(
      "The server cannot be reached.",
    );
  });

  test("a protocol that its address does not have, whatever the configuration let through", async () => {
    const marker = path.join(remote.cache, "ran");
    for (const url of [`ext::sh -c touch% ${marker}`, "git://127.0.0.1:1/x", `--upload-pack=touch ${marker}`])
      await failure({ url });
    expect(existsSync(marker)).toBe(false);
  });
});

describe("a password", () => {
  const credentials = { kind: "password" as const, username: "deploy", password: "p%s w$(rd)\\n'\"" };

  test("is given to the server that asks, and is in no error, file or argument", async () => {
    remote.write("a.yaml", "1");
    remote.push("one");
    remote.login = `${credentials.username}:${credentials.password}`;
    const known = openGit({ ...remote.source, credentials }, remote.cache);
    expect((await read(known)).files).toEqual({ "a.yaml": "1" });
    await known.close();

    expect((await failure({})).message).toContain("refused the credentials, or asks for some");
    const wrong = { ...credentials, password: "wrong-password" };
    const error = await failure({ credentials: wrong });
    expect(error.message).toContain("refused the credentials");
    expect(JSON.stringify([error.message, error.stack, error])).not.toContain("wrong-password");
    expect(remote.asked.some((header) => header.startsWith("Basic "))).toBe(true);
  });
});

test("what a killed process left behind is removed, and what runs stays", async () => {
  remote.write("a.yaml", "1");
  remote.push("one");
  mkdirSync(path.join(remote.cache, "daypass-git-999999999-abc"), { recursive: true });
  mkdirSync(path.join(remote.cache, `daypass-git-${process.ppid}-abc`), { recursive: true });
  await read();
  const names = readdirSync(remote.cache);
  expect(names).toHaveLength(2);
  expect(names).toContain(`daypass-git-${process.ppid}-abc`);
  await open.close();
  expect(readdirSync(remote.cache)).toEqual([`daypass-git-${process.ppid}-abc`]);
});

test("a file address is a repository too", async () => {
  remote.write("a.yaml", "1");
  remote.push("one");
  const url = `file://${remote.git("remote", "get-url", "origin")}`;
  expect(url).toContain(tmpdir());
  const local = openGit({ ...remote.source, url }, remote.cache);
  expect((await read(local)).files).toEqual({ "a.yaml": "1" });
  await local.close();
});
