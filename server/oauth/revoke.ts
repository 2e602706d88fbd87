import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateBearer } from "@/lib/tokens/authenticate";
import { type Revoker, revokeToken } from "@/lib/tokens/revoke-token";
import { json } from "./answer";
import { authenticateClient } from "./client";
import { readForm, required } from "./form";

/** POST /oauth/revoke (RFC 7009): by the service that the token is for, or by its holder's API token. */
export async function handleRevoke(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const by = await revokerOf(request, runtime);
  const form = await readForm(request);
  await revokeToken(runtime, by, required(form, "token"), requestId);
  return json({});
}

async function revokerOf(request: Request, runtime: Runtime): Promise<Revoker> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (bearer) return { principal: await authenticateBearer(runtime, bearer) };
  return { service: await authenticateClient(request, runtime) };
}
