// npm run demo-history [-- --seed NAME --into URL]: a year that nobody lived, for demonstrations: 50 services, 400 people,
// 20,000 requests with all that came of them. Before or while npm start runs, in the demo's database; --into names another.
import "./node-version.mjs";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { people } from "../demo/people.mjs";
import { buildReader } from "./build.mjs";
import { bundle } from "./bundle.mjs";
import { claim } from "./claim.mjs";
import { companyFolder, companySource } from "./demo-config.mjs";
import { isConfigured, planEmbedded } from "./embedded-plan.mjs";
import { prepare } from "./prepare.mjs";
import { giveUp, Stop, step } from "./progress.mjs";
import { dataFolder, root } from "./project.mjs";

const { into, ...options } = readOptions();
const folder = dataFolder();
const size = { people: 400, requests: 20_000, days: 365 };

function readOptions() {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "daypass" },
      into: { type: "string" },
    },
  });
  return values;
}

async function makeHistory() {
  if (!into && (process.env.DATABASE_URL || isConfigured()))
    throw new Stop(
      "This Daypass is configured for people who exist. Say --into <database URL> if the made-up history shall go there.",
    );
  await prepare({ building: false });
  await buildReader();
  await bundle({
    entryPoints: { command: "lib/made-up/command.ts" },
    outdir: "dist/made-up",
    packages: "external",
  });
  const { makeHistoryOf, writeApplications } = await import("../dist/made-up/command.mjs");
  mkdirSync(folder, { recursive: true });
  writeApplications(companyFolder(folder), 50);
  // Written now, the demo's configuration has the company among its sources.
  const { env } = planEmbedded(folder, Number(process.env.PORT || 3000), { isDemo: true });
  const plan = { ...options, ...size, source: companySource, personas: people, intoOthers: Boolean(into) };
  const made = await withDatabase((url) =>
    step("Making a year of history", () =>
      makeHistoryOf({ ...process.env, ...env, DATABASE_URL: url }, root, plan),
    ),
  );
  console.log(words(made));
}

/** The database of --into, or the demo's own: started for this where no launcher holds it. */
async function withDatabase(work) {
  if (into) return work(into);
  const { startDatabase, stopDatabase } = await import("./database.mjs");
  const mine = await claim(folder).catch((error) => {
    if (error instanceof Stop) return null;
    throw error;
  });
  try {
    return await work((await startDatabase(folder)).url);
  } finally {
    if (mine) await stopDatabase(folder);
    mine?.release();
  }
}

const words = (made) => `
${made.requests.toLocaleString("en")} requests of ${made.people} people at ${made.services} services: ${made.pending} wait, ${made.live} have access now.
${made.grants.toLocaleString("en")} grants, ${made.events.toLocaleString("en")} audit events. Applications: ${path.relative(root, companyFolder(folder))}

npm start shows it; where it runs already, it follows the new folder from its next start.`;

await makeHistory().catch((error) => giveUp(error.code === "conflict" ? new Stop(error.detail) : error));
