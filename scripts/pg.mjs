// The embedded PostgreSQL by itself, for development: node scripts/pg.mjs start | stop | remove [data folder]
import path from "node:path";
import { removePostgres, startPostgres, stopPostgres } from "./postgres.mjs";
import { giveUp, Stop } from "./progress.mjs";
import { dataFolder } from "./project.mjs";

const [command, named] = process.argv.slice(2);
const folder = named ? path.resolve(named) : dataFolder();

const commands = {
  start: async () => console.log((await startPostgres(folder)).urlOf("postgres")),
  stop: () => stopPostgres(folder),
  remove: () => removePostgres(folder),
};

try {
  const run = commands[command];
  if (!run) throw new Stop("Say one of start, stop and remove.");
  await run();
} catch (error) {
  giveUp(error);
}
