import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { type Revoker, revokeToken } from "@/lib/tokens/revoke-token";
import { authenticateHolder } from "../authenticate-holder";
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
  const holder = await authenticateHolder(runtime, request).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "unauthenticated")
      throw new OAuthError("invalid_client", error.detail);
    throw error;
  });
  return holder ?? { service: await authenticateClient(request, runtime) };
}
