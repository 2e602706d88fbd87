import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { diffMigrations } from "./schema-engine.mjs";

const connection = () => {
  const url = new URL(inject("databaseUrl"));
  return {
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    password: url.password,
    database: url.pathname.slice(1),
  };
};

describe("schema.prisma and the migrations", () => {
  it("agree", async () => {
    expect(await diffMigrations(connection(), "prisma/schema.prisma", "prisma/migrations")).toBeNull();
  });

  it("are seen to differ when they do", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "schema-"));
    await cp("prisma", folder, { recursive: true });
    const file = path.join(folder, "schema.prisma");
    await writeFile(
      file,
      (await readFile(file, "utf8")).replace(
        "ticket                   String?",
        "ticket                   Int?",
      ),
    );
    expect(await diffMigrations(connection(), file, path.join(folder, "migrations"))).toContain("ticket");
    await rm(folder, { recursive: true });
  });
});
