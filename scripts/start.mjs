// npm start: everything that a Daypass needs, from a bare clone. With DATABASE_URL only the server itself.
// --fresh begins with an empty data folder, --fastapi adds the example of a Python service to the demo.
import "./node-version.mjs";
import { claim } from "./claim.mjs";
import { hasPython } from "./demo.mjs";
import { emptyDataFolder, isConfigured, planEmbedded } from "./embedded-plan.mjs";
import { openLog } from "./log-file.mjs";
import { isFree } from "./ports.mjs";
import { prepare } from "./prepare.mjs";
import { giveUp, Stop, step } from "./progress.mjs";
import { dataFolder } from "./project.mjs";
import { becomesReady, checkConfig, serverSettings } from "./server.mjs";
import { stopOnSignals } from "./stopping.mjs";
import { supervise } from "./supervisor.mjs";
import { welcome } from "./welcome.mjs";

const startedAt = Date.now();
const seconds = () => (Date.now() - startedAt) / 1000;
const port = readPort();

/** Only the server, on a database and a configuration of the operator's own. */
async function startProduction() {
  await requireFree([port]);
  await prepare({ building: true });
  await checkConfig(process.env);
  const supervisor = supervise({ graceMs: 12_000 });
  stopOnSignals(supervisor.stop);
  await startServer(supervisor, serverSettings);
  welcome({ url: process.env.DAYPASS_URL, seconds: seconds() });
}

/** The server with a PostgreSQL of its own, and with a demo around it when nothing is configured. */
async function startEmbedded() {
  const folder = dataFolder();
  const mine = await claim(folder);
  try {
    await requireFree(isConfigured() ? [port] : [port, port + 1, port + 2, ...(hasPython ? [port + 3] : [])]);
    await prepare({ building: true });
    if (process.argv.includes("--fresh")) await emptyDataFolder(folder);
    const { env, demo } = planEmbedded(folder, port);
    // The database's address is known once it runs; what else is wrong need not wait for that.
    await checkConfig({ ...process.env, ...env, DATABASE_URL: "postgresql://embedded" });
    await runEmbedded({ folder, env, demo, mine });
  } catch (error) {
    mine.release();
    throw error;
  }
}

async function runEmbedded({ folder, env, demo, mine }) {
  // These need packages that a bare clone had not installed when this file was loaded.
  const { keepDatabase, startDatabase, stopDatabase } = await import("./database.mjs");
  const log = openLog(folder);
  const cleanUp = () => stopDatabase(folder).finally(mine.release);
  const supervisor = supervise({
    graceMs: 3500,
    log,
    onChange: mine.remember,
    onStopping: mine.leave,
    cleanUp,
  });
  stopOnSignals(supervisor.stop);
  try {
    const database = await step("Starting PostgreSQL", () => startDatabase(folder));
    void keepDatabase(folder, database.port, supervisor.isStopping);
    const serverEnv = { ...env, DATABASE_URL: database.url };
    demo?.startIdentityProvider(supervisor);
    await startServer(supervisor, serverEnv);
    if (demo) await step("Starting the demo service", () => demo.startService(supervisor, serverEnv));
    if (supervisor.isStopping()) return;
    const places = [folder, ...(database.cluster.startsWith(folder) ? [] : [database.cluster])];
    welcome({ url: env.DAYPASS_URL, demo, places, log: log.file, seconds: seconds() });
  } catch (error) {
    await supervisor.stop(1, error instanceof Stop ? error.message : error.stack);
  }
}

async function startServer(supervisor, env) {
  await step("Starting Daypass", async () => {
    supervisor.start("server", ["--enable-source-maps", "dist/server.mjs"], env);
    if (await becomesReady(port, supervisor.isStopping)) return;
    if (!supervisor.isStopping()) throw new Stop("The server did not become ready; its log says why.");
  });
}

function readPort() {
  const wanted = Number(process.env.PORT || 3000);
  if (Number.isInteger(wanted) && wanted > 0 && wanted <= 65_532) return wanted;
  return giveUp(new Stop("PORT must be a number from 1 to 65532."));
}

async function requireFree(ports) {
  for (const wanted of ports) {
    if (await isFree(wanted)) continue;
    const part = wanted === port ? "" : ` (the demo uses the two ports after ${port})`;
    throw new Stop(
      `Port ${wanted} is taken${part}. Stop what listens there, or choose another: PORT=4000 npm start`,
    );
  }
}

try {
  await (process.env.DATABASE_URL ? startProduction() : startEmbedded());
} catch (error) {
  giveUp(error);
}
