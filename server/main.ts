import path from "node:path";
import { ConfigError } from "@/lib/config/config-error";
import { loadConfig } from "@/lib/config/load-config";
import { AppError } from "@/lib/errors/app-error";
import { isDatabaseDown } from "@/lib/errors/problem";
import { printCredential } from "./print-credential";
import { stopOnSignals } from "./shutdown";
import { start } from "./start";

// Of the bundle, dist/server.mjs.
const root = path.dirname(import.meta.dirname);

try {
  const config = loadConfig({ env: process.env, cwd: process.cwd() });
  const [command, ...rest] = process.argv.slice(2);
  if (command === "credential") await printCredential(config, rest);
  else if (command === undefined) {
    const daypass = await start(config, root);
    stopOnSignals(daypass.stop, (error) => console.error(error));
  } else throw new AppError("bad-request", `There is no command "${command}".`);
} catch (error) {
  console.error(explained(error) ?? error);
  process.exit(1);
}

function explained(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof AppError) return error.message;
  if (!isDatabaseDown(error)) return undefined;
  return `The database of DATABASE_URL does not answer (${error instanceof Error ? error.message : error}).`;
}
