import { setTimeout as sleep } from "node:timers/promises";
import { testConfig } from "@/lib/config/test-config";
import { createRuntime } from "@/lib/runtime/runtime";
import { carryOf } from "@/lib/worker/carry";
import { createDispatcher } from "./deliver";

// A process of its own that delivers until it is killed. Its configuration is its only argument.
const runtime = createRuntime(testConfig(JSON.parse(process.argv[2] ?? "{}")), {
  logLevel: "silent",
  connections: 6,
});
const dispatcher = createDispatcher(runtime, carryOf(runtime), () => {});
process.send?.("ready");
for (;;) if ((await dispatcher.begin().catch(() => 0)) === 0) await sleep(20);
