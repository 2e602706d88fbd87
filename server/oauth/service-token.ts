import { actorOf } from "@/lib/context/context";
import type { Runtime } from "@/lib/runtime/runtime";
import { audienceOfResource } from "@/lib/services/protected-resource";
import { authenticateBearer } from "@/lib/tokens/authenticate";
import type { ServiceTokenInput } from "@/lib/tokens/choose-grant";
import type { Proof } from "@/lib/tokens/dpop-proof";
import { issueServiceToken, type ServiceToken } from "@/lib/tokens/issue-service-token";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { json } from "./answer";
import { required, short } from "./form";
import { limitsOf, takeCall } from "./limits";
import { takeFor } from "./proof";
import { accessToken, typeOf } from "./token-types";

/** Whom the token is for: `audience` (RFC 8693, section 2.1) or `resource` (RFC 8707, section 2), and one of them only. */
function audienceOf(form: Map<string, string>, { config }: Runtime): string {
  const resource = short(form, "resource");
  if (resource === undefined) return short(form, "audience") ?? required(form, "audience");
  if (form.has("audience"))
    throw new OAuthError("invalid_target", "resource, audience: name the service once.");
  const audience = audienceOfResource(config, resource);
  if (audience === null)
    throw new OAuthError("invalid_target", "resource: an absolute URI without a fragment.");
  return audience;
}

/** What a token for a service is asked for with. */
export const inputOf = (form: Map<string, string>, runtime: Runtime): ServiceTokenInput => ({
  audience: audienceOf(form, runtime),
  environment: short(form, "environment"),
  scope: short(form, "scope", 4_000),
  grantId: short(form, "grant_id"),
});

export async function exchangeApiToken(
  runtime: Runtime,
  token: string,
  form: Map<string, string>,
  proof: Proof | null,
  requestId: string,
): Promise<Response> {
  const input = inputOf(form, runtime);
  const { principal, authentication } = await authenticateBearer(runtime, token, proof?.jkt);
  takeCall(limitsOf(runtime).principals, principal.id);
  const ctx = { runtime, actor: actorOf(principal, authentication), requestId };
  const jkt = await takeFor(ctx, proof);
  const issued = await issueServiceToken(ctx, input, { jkt });
  return serviceTokenAnswer(issued, jkt);
}

export const serviceTokenAnswer = (issued: ServiceToken, jkt: string | null): Response =>
  json({
    access_token: issued.token,
    issued_token_type: accessToken,
    token_type: typeOf(jkt),
    expires_in: issued.expiresIn,
    scope: issued.scope,
    grant_id: issued.grantId,
  });
