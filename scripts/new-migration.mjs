// Writes the next migration: the SQL from the migrations to prisma/schema.prisma. Usage: npm run new-migration -- <name>
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { startPostgres, stopPostgres } from "./postgres.mjs";
import { root } from "./project.mjs";
import { diffMigrations } from "./schema-engine.mjs";

const [name] = process.argv.slice(2);
if (!/^[a-z][a-z0-9_]*$/.test(name ?? "")) {
  console.error("Give the migration a name in lower case: npm run new-migration -- add_delegations");
  process.exit(2);
}
const folder = path.join(root, ".data-test/new-migration");
const postgres = await startPostgres(folder, { durable: false });
const url = new URL(postgres.urlOf("postgres"));
const connection = {
  host: url.hostname,
  port: Number(url.port),
  user: url.username,
  password: url.password,
  database: "postgres",
};
const sql = await diffMigrations(
  connection,
  path.join(root, "prisma/schema.prisma"),
  path.join(root, "prisma/migrations"),
);
await stopPostgres(folder);
if (sql === null) {
  console.log("The migrations and schema.prisma agree: there is nothing to write.");
} else {
  const at = path.join(
    root,
    "prisma/migrations",
    `${new Date().toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`,
  );
  await mkdir(at);
  await writeFile(path.join(at, "migration.sql"), sql);
  console.log(`Wrote ${path.relative(root, at)}/migration.sql. Read it before you commit it.`);
}
process.exit(0);
