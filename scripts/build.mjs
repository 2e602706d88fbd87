import path from "node:path";
import { bundle, inOneFile } from "./bundle.mjs";
import { runNode, step } from "./progress.mjs";
import { unlessFresh } from "./stamp.mjs";

const packages = ["package.json", "package-lock.json"];
const bin = (file) => path.join("node_modules", file);

export async function generateClient() {
  const inputs = ["prisma/schema.prisma", "prisma.config.ts", ...packages];
  await unlessFresh({ inputs, output: "lib/db/generated" }, () =>
    step("Generating the database client", () =>
      runNode([bin("prisma/build/index.js"), "generate"], {
        // Prisma insists on a schema engine and never runs it here: any program will do, and nothing is downloaded.
        env: {
          PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
          PRISMA_HIDE_UPDATE_MESSAGE: "1",
          CHECKPOINT_DISABLE: "1",
        },
      }),
    ),
  );
}

/** Builds what threads run that read declarations and calendars, if it changed. Whoever reads needs it: server, command line, tests. */
export async function buildReader() {
  const inputs = [
    "lib/declarations",
    "lib/config/duration.ts",
    "lib/on-call",
    "tsconfig.json",
    "scripts/bundle.mjs",
    ...packages,
  ];
  await unlessFresh({ inputs, output: "dist/reader" }, () =>
    bundle({
      entryPoints: {
        worker: "lib/declarations/reader-worker.ts",
        calendar: "lib/on-call/calendar-worker.ts",
      },
      outdir: "dist/reader",
      ...inOneFile,
    }),
  );
}

/** Builds the verifier package, if it changed. Whatever signs or reads tokens here is written against it, its types too. */
export async function buildVerifier() {
  await unlessFresh(
    { inputs: ["sdk/node/src", "sdk/node/tsconfig.json", ...packages], output: "sdk/node/dist" },
    () => step("Building the verifier package", () => runNode([bin("typescript/bin/tsc"), "-p", "sdk/node"])),
  );
}

/** Builds the command line alone, if it changed: that takes a second, and no database client. */
export async function buildCli() {
  await buildReader();
  await buildVerifier();
  const inputs = ["cli", "lib", "sdk/node/src", "tsconfig.json", "scripts/bundle.mjs", ...packages];
  await unlessFresh({ inputs, output: "dist/cli" }, () =>
    bundle({ entryPoints: { main: "cli/main.ts" }, outdir: "dist/cli", ...inOneFile }),
  );
}

/** Builds what changed: the reader, the verifier package, the server, the pages. */
export async function build() {
  await buildReader();
  await buildVerifier();
  const shared = ["lib", "sdk/node/src", "prisma/schema.prisma", "tsconfig.json", ...packages];
  await unlessFresh({ inputs: ["server", ...shared], output: "dist" }, () =>
    step("Building the server", bundleServer),
  );
  const pages = ["app", "components", "public", "next.config.ts", "postcss.config.mjs", "next-auth.d.ts"];
  await unlessFresh({ inputs: [...pages, ...shared], output: ".next" }, () =>
    step("Building the pages", () =>
      runNode([bin("next/dist/bin/next"), "build"], {
        env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      }),
    ),
  );
}

const bundleServer = () =>
  bundle({
    entryPoints: { server: "server/main.ts", config: "lib/config/load-config.ts" },
    outdir: "dist",
    packages: "external",
  });
