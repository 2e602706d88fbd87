import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeDemoConfig } from "./demo-config.mjs";
import { runNode } from "./progress.mjs";
import { readJson, writePrivateJson } from "./project.mjs";

const service = "shop/orders/orders-api";
const audience = "urn:demo:orders-api";

/** The demo's parts around a Daypass on `port`: an identity provider on the next port, a protected service on the one after. */
export function demoOf({ folder, port, baseUrl, clientSecret }) {
  const issuer = `http://localhost:${port + 1}`;
  const serviceUrl = `http://localhost:${port + 2}`;
  return {
    issuer,
    serviceUrl,
    env: {
      DAYPASS_CONFIG: writeDemoConfig(folder, { issuer, service, serviceUrl }),
      DAYPASS_DEMO_CLIENT_SECRET: clientSecret,
    },
    startIdentityProvider: (supervisor) =>
      supervisor.start("demo identity provider", ["demo/identity-provider.mjs"], {
        DEMO_ISSUER: issuer,
        DEMO_KEYS: path.join(folder, "demo-keys.json"),
        DAYPASS_URL: baseUrl,
        DAYPASS_DEMO_CLIENT_SECRET: clientSecret,
      }),
    startService: async (supervisor, serverEnv) => {
      const { clientId, clientSecret: serviceSecret } = await credential(folder, serverEnv);
      supervisor.start("demo service", ["examples/orders-service/server.mjs"], {
        PORT: String(port + 2),
        DAYPASS_URL: baseUrl,
        DAYPASS_SERVICE: service,
        DAYPASS_AUDIENCE: audience,
        DAYPASS_CLIENT_ID: clientId,
        DAYPASS_CLIENT_SECRET: serviceSecret,
      });
    },
  };
}

/** What the demo service proves itself with: made by the server once, then kept. */
async function credential(folder, env) {
  const file = path.join(folder, "demo-service.json");
  const kept = readJson(file);
  if (kept) return kept;
  for (let attempt = 1; ; attempt++) {
    try {
      const made = JSON.parse(await runNode(["dist/server.mjs", "credential", service], { env }));
      writePrivateJson(file, made);
      return made;
    } catch (error) {
      if (attempt === 5) throw error;
    }
    await sleep(500); // the catalogue may still be on its way in
  }
}
