import type { Config } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { closeRuntime, createRuntime } from "@/lib/runtime/runtime";
import { createCredential } from "@/lib/services/credentials";

/** Makes a credential for a service and prints it as JSON, once: the secret is stored nowhere. */
export async function printCredential(config: Config, [service]: string[]): Promise<void> {
  if (!service)
    throw new AppError("bad-request", "Say for which service: credential <namespace/application/component>");
  const runtime = createRuntime(config, { logLevel: "warn", connections: 2 });
  try {
    const { id, secret } = await createCredential(systemContext(runtime, "command line"), service, {
      label: "Made on the command line",
    });
    console.log(JSON.stringify({ clientId: id, clientSecret: secret }));
  } finally {
    await closeRuntime(runtime);
  }
}
