import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { answers } from "./ports.mjs";
import { startPostgres, stopPostgres } from "./postgres.mjs";

const database = "daypass";

/** Starts PostgreSQL on the data folder, with the database made. Says where it is to be reached and where its files are. */
export async function startDatabase(folder) {
  const postgres = await startPostgres(folder);
  const client = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await client.connect();
  try {
    const known = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (known.rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
  return { url: postgres.urlOf(database), port: postgres.port, cluster: postgres.cluster };
}

/** Stops PostgreSQL; what it could not do is said and holds nobody up. */
export async function stopDatabase(folder) {
  await stopPostgres(folder).catch((error) => console.error(error.message));
}

/** Starts PostgreSQL again when somebody killed it; the server waits and carries on by itself. */
export async function keepDatabase(folder, port, isStopping) {
  for (;;) {
    await sleep(1000, undefined, { ref: false });
    if (isStopping()) return;
    if (await answers(port)) continue;
    if (isStopping()) return;
    console.log("PostgreSQL ended; starting it again.");
    await startPostgres(folder).catch((error) => console.error(error.message));
  }
}
