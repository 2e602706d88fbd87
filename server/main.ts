import path from "node:path";
import { ConfigError } from "@/lib/config/config-error";
import { loadConfig } from "@/lib/config/load-config";
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
  } else throw new ConfigError([{ where: "command line", message: `knows no command "${command}".` }]);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
