// Imports run one way: app, server -> lib/<noun> -> kernel.
const kernel = "^lib/(db|config|errors|context|log|runtime|input)/";
const tests = "(\\.test\\.ts$|/test-[^/]+\\.ts$)";
const pure =
  "^lib/[^/]+/([^/]*schema|[^/]*policy|view|[^/]*[^e]view|[^/]*transitions|rules|standing|assess|describe|words|diff-lines)\\.ts$";
const typesOnly = ["type-only"];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: typesOnly } },
    },
    {
      name: "lib-runs-as-plain-node",
      comment: "The worker, the command line and the tests run lib without Next, React or the router.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^node_modules/(next|next-auth|react|react-dom|hono|@hono)/" },
    },
    {
      name: "lib-knows-no-transport",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|server|cli|components|demo|examples|scripts)/" },
    },
    {
      name: "kernel-is-lowest",
      comment:
        "The kernel may name the types of nouns. Of what they do it knows that a transaction audits and announces.",
      severity: "error",
      from: { path: kernel, pathNot: tests },
      to: {
        path: "^lib/",
        pathNot: `${kernel}|^lib/(audit/append|outbox/enqueue)\\.ts$`,
        dependencyTypesNot: typesOnly,
      },
    },
    {
      name: "only-lib-touches-the-database",
      severity: "error",
      from: { path: "^(app|server|cli|components)/", pathNot: tests },
      to: { path: "^(lib/db/generated|node_modules/(pg|@prisma)/)" },
    },
    {
      name: "components-take-types-and-pure-files",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^(lib|server|app)/", pathNot: `${pure}|/labels\\.ts$`, dependencyTypesNot: typesOnly },
    },
    {
      name: "pure-files-do-no-io",
      severity: "error",
      from: { path: pure },
      to: {
        path: "^(lib/(db|runtime|log)/|node_modules/(pg|@prisma|pino)/|(node:)?(fs|net|http|https|child_process|timers)(/|$))",
        dependencyTypesNot: typesOnly,
      },
    },
    {
      name: "the-server-knows-no-page",
      severity: "error",
      from: { path: "^server/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "the-verifier-has-no-dependencies",
      severity: "error",
      from: { path: "^sdk/node/src/", pathNot: tests },
      to: { pathNot: "^sdk/node/src/", dependencyTypesNot: ["core", ...typesOnly] },
    },
    {
      name: "private-keys-stay-in-their-store",
      comment: "Whoever signs does it through lib/tokens/key-store.ts.",
      severity: "error",
      from: { pathNot: `^lib/tokens/keys\\.ts$|${tests}` },
      to: { path: "^lib/tokens/sealed-key-store\\.ts$" },
    },
    {
      name: "only-the-key-store-unseals",
      comment: "A stream of signals has its receiver's Authorization sealed, under another purpose.",
      severity: "error",
      from: { pathNot: `^lib/(tokens/sealed-key-store|signals/(streams|push))\\.ts$|${tests}` },
      to: { path: "^lib/tokens/seal\\.ts$" },
    },
    {
      name: "production-code-imports-no-test",
      severity: "error",
      from: { path: "^(app|server|cli|components|lib|sdk)/", pathNot: tests },
      to: { path: tests },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|sdk/node/dist)/" },
    enhancedResolveOptions: { conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
