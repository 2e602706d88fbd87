import path from "node:path";
import { runNode, step } from "./progress.mjs";
import { root } from "./project.mjs";
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

/** Builds what changed: the verifier package, the server, the pages. */
export async function build() {
  await unlessFresh(
    { inputs: ["sdk/node/src", "sdk/node/tsconfig.json", ...packages], output: "sdk/node/dist" },
    () => step("Building the verifier package", () => runNode([bin("typescript/bin/tsc"), "-p", "sdk/node"])),
  );
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

async function bundleServer() {
  const { build: bundle, stop } = await import("esbuild");
  await bundle({
    absWorkingDir: root,
    entryPoints: { server: "server/main.ts", config: "lib/config/load-config.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "silent",
  });
  // Else its helper process would stay for as long as we do.
  await stop();
}
