// Prisma's schema engine as WebAssembly, for development only: it compares prisma/schema.prisma with the migrations. The
// native engine is a download that a closed network does not have. It needs repairs of the stock adapter, so the exact
// versions are pinned and nothing that runs in production comes here.
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

const singleCharacterType = 18;
const textType = 25;
const characterColumn = 6;

/** SQL that leads from the migrations in `folder` to `schemaFile`; null when they agree. `connection` is a scratch server. */
export async function diffMigrations(connection, schemaFile, folder) {
  const schema = await readFile(schemaFile, "utf8");
  const engine = await createEngine(connection, [[schemaFile, schema]]);
  const answer = await engine.diff({
    from: { tag: "migrations", ...(await readMigrations(folder)) },
    to: { tag: "schemaDatamodel", files: [{ path: schemaFile, content: schema }] },
    script: true,
    exitCode: true,
    filters: { externalTables: [], externalEnums: [] },
  });
  return answer.exitCode === 0 ? null : answer.stdout;
}

// One instance serves every engine of the process.
const loading = loadEngine();

async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message.slice(0, 600)) };
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await readFile(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
}

async function createEngine(connection, datamodels) {
  await loading;
  const factory = bindMigrationAwareSqlAdapterFactory(repairedFactory(connection));
  return bindings.SchemaEngine.new({ datamodels }, () => {}, factory);
}

function repairedFactory(connection) {
  const factory = new PrismaPg(connection);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => repaired(await connect());
  // The stock one connects to the main database when it was given a connection string.
  factory.connectToShadowDb = async () => {
    const main = new pg.Client(connection);
    await main.connect();
    const name = `shadow_${crypto.randomUUID().replaceAll("-", "")}`;
    await main.query(`create database "${name}"`);
    const shadow = await new PrismaPg({ ...connection, database: name }).connect();
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await main.query(`drop database if exists "${name}" with (force)`);
      await main.end();
    };
    return repaired(shadow);
  };
  return factory;
}

function repaired(adapter) {
  const pool = adapter.underlyingDriver();
  // The stock one splits at every semicolon, trigger bodies included.
  adapter.executeScript = async (sql) => {
    await pool.query(sql);
  };
  // The stock one does not know the type "char" of the system catalogue.
  const performIO = adapter.performIO.bind(adapter);
  adapter.queryRaw = async (query) => {
    const characters = [];
    const once = Object.create(adapter, {
      performIO: {
        value: async (input) => {
          const result = await performIO(input);
          result.fields.forEach((field, index) => {
            if (field.dataTypeID !== singleCharacterType) return;
            field.dataTypeID = textType;
            characters.push(index);
          });
          return result;
        },
      },
    });
    const answer = await Object.getPrototypeOf(Object.getPrototypeOf(adapter)).queryRaw.call(once, query);
    for (const index of characters) answer.columnTypes[index] = characterColumn;
    return answer;
  };
  return adapter;
}

async function readMigrations(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: await readFile(path.join(folder, name, "migration.sql"), "utf8") },
      },
    })),
  );
  const lockfile = {
    path: "migration_lock.toml",
    content: await readFile(path.join(folder, "migration_lock.toml"), "utf8"),
  };
  return { baseDir: path.resolve(folder), lockfile, shadowDbInitScript: "", migrationDirectories };
}
