import type { Runtime } from "@/lib/runtime/runtime";
import { getProtectedResource } from "@/lib/services/protected-resource";
import { proofAlgorithms } from "@/lib/tokens/dpop-proof";
import { TextResponse } from "../text-response";
import { json } from "./answer";

const address = /\/oauth\/protected-resources\/([^/]{1,253}\/[^/]{1,253}\/[^/]{1,63})$/;

/** GET /oauth/protected-resources/{namespace}/{application}/{component}: the metadata of a declared service (RFC 9728). */
export async function handleProtectedResource(request: Request, runtime: Runtime): Promise<Response> {
  const [, ref] = address.exec(new URL(request.url).pathname) ?? [];
  const found = ref === undefined ? null : await getProtectedResource(runtime, ref, proofAlgorithms);
  if (!found) return json({ error: "not_found", error_description: "Nobody declares such a service." }, 404);
  return TextResponse.ofJson(found, 200, {
    "cache-control": "public, max-age=60",
    "access-control-allow-origin": "*",
  });
}
