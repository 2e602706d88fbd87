import type { Runtime } from "@/lib/runtime/runtime";
import { introspect } from "@/lib/tokens/introspect";
import { nameOf } from "@/lib/tokens/rate-limit";
import { json } from "./answer";
import { readCredential, unknownClient } from "./client";
import { readForm, required } from "./form";
import { limitsOf, takeCall } from "./limits";

/** POST /oauth/introspect (RFC 7662): only the service that a token is for learns anything about it. */
export async function handleIntrospect(request: Request, runtime: Runtime): Promise<Response> {
  const credential = readCredential(request);
  takeCall(limitsOf(runtime).credentials, nameOf(`${credential.id} ${credential.secret}`));
  const form = await readForm(request);
  const answer = await introspect(runtime, credential, required(form, "token"));
  if (!answer) throw unknownClient();
  return json(answer);
}
