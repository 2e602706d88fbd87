// Checks which way imports run. A cruise that found no module has checked nothing.
import { giveUp, runNode, Stop } from "./progress.mjs";

const folders = ["app", "cli", "components", "lib", "server", "sdk/node/src"];
const words = await runNode([
  "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
  "--config",
  ".dependency-cruiser.cjs",
  ...folders,
]).catch(giveUp);
if (!/[1-9]\d* modules/.test(words)) giveUp(new Stop(`${words}\nNo module was cruised.`));
console.log(words.trim());
