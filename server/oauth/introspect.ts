import type { Runtime } from "@/lib/runtime/runtime";
import { introspect } from "@/lib/tokens/introspect";
import { json } from "./answer";
import { authenticateClient } from "./client";
import { readForm, required } from "./form";

/** POST /oauth/introspect (RFC 7662): only the service that a token is for learns anything about it. */
export async function handleIntrospect(request: Request, runtime: Runtime): Promise<Response> {
  const service = await authenticateClient(request, runtime);
  const form = await readForm(request);
  return json(await introspect(runtime, service, required(form, "token")));
}
