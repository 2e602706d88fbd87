import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { opaqueDigest } from "@/lib/tokens/opaque-token";
import { type Revoker, revokeToken } from "@/lib/tokens/revoke-token";
import { authenticateHolder } from "../authenticate-holder";
import { json } from "./answer";
import { authenticateClient } from "./client";
import { readForm, required } from "./form";

/** POST /oauth/revoke (RFC 7009): by the service that the token is for, or by its holder's API token. */
export async function handleRevoke(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const by = await revokerOf(request, runtime);
  const form = await readForm(request);
  const token = required(form, "token");
  // A hint is a hint (RFC 7009, 2.1); but what can be no access token and is said to be another kind is not ended here (2.2.1).
  if (form.get("token_type_hint") === "refresh_token" && !mayBeAccessToken(token))
    throw new OAuthError("unsupported_token_type", "token: Daypass has access tokens only.");
  await revokeToken(runtime, by, token, requestId);
  return json({});
}

const mayBeAccessToken = (token: string) => opaqueDigest(token) !== null || token.split(".").length === 3;

async function revokerOf(request: Request, runtime: Runtime): Promise<Revoker> {
  const holder = await authenticateHolder(runtime, request).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "unauthenticated")
      throw new OAuthError("invalid_client", error.detail);
    throw error;
  });
  return holder ?? { service: await authenticateClient(request, runtime) };
}
