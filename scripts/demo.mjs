import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { writeDemoConfig } from "./demo-config.mjs";
import { runNode } from "./progress.mjs";
import { readJson, writePrivateJson } from "./project.mjs";

const service = "shop/orders/orders-api";
const audience = "urn:demo:orders-api";

/** `npm run example:fastapi`: the same demo, with the example of a Python service on the port after its own. */
export const hasPython = process.argv.includes("--fastapi");
const pythonService = "shop/orders-fastapi/orders-fastapi";

/** The demo's parts around a Daypass on `port`: an identity provider on the next port, a protected service on the one after. */
export function demoOf({ folder, port, baseUrl, clientSecret }) {
  const issuer = `http://localhost:${port + 1}`;
  const serviceUrl = `http://localhost:${port + 2}`;
  const pythonUrl = hasPython ? `http://localhost:${port + 3}` : null;
  const serviceUrls = { [service]: `${serviceUrl}/orders` };
  if (pythonUrl) serviceUrls[pythonService] = `${pythonUrl}/orders`;
  return {
    issuer,
    serviceUrl,
    pythonUrl,
    env: {
      DAYPASS_CONFIG: writeDemoConfig(folder, { issuer, serviceUrls, hasPython }),
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
      const { clientId, clientSecret: serviceSecret } = await credential(
        path.join(folder, "demo-service.json"),
        service,
        serverEnv,
      );
      supervisor.start("demo service", ["examples/orders-service/server.mjs"], {
        PORT: String(port + 2),
        DAYPASS_URL: baseUrl,
        DAYPASS_SERVICE: service,
        DAYPASS_AUDIENCE: audience,
        DAYPASS_CLIENT_ID: clientId,
        DAYPASS_CLIENT_SECRET: serviceSecret,
      });
      if (pythonUrl) await startPython(supervisor, { folder, port: port + 3, baseUrl, serverEnv });
    },
  };
}

async function startPython(supervisor, { folder, port, baseUrl, serverEnv }) {
  const file = path.join(folder, "demo-fastapi.json");
  const { clientId, clientSecret } = await credential(file, pythonService, serverEnv);
  supervisor.start("FastAPI example", ["examples/orders-fastapi/run.mjs"], {
    PORT: String(port),
    DAYPASS_URL: baseUrl,
    DAYPASS_CLIENT_ID: clientId,
    DAYPASS_CLIENT_SECRET: clientSecret,
  });
}

/** What a demo service proves itself with: made by the server once, then kept in `file`. */
async function credential(file, service, env) {
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
