import http from "node:http";
import { createRuntime } from "@/lib/runtime/runtime";
import { createHttp } from "@/server/http";
import { createListener } from "@/server/listener";
import { configOf } from "./world";

// One Daypass on a port that is known before, so that its tokens name the address under which services ask it.
const [databaseUrl = "", baseUrl = ""] = process.argv.slice(2);
const runtime = createRuntime(configOf(databaseUrl, baseUrl), { logLevel: "silent" });
const server = http.createServer(createListener(runtime, await createHttp(runtime), null));
server.listen(Number(new URL(baseUrl).port), "127.0.0.1", () => process.send?.("ready"));
process.on("disconnect", () => process.exit(0));
