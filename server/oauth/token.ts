import { verifyAwsIdentity } from "@/lib/aws/verify-aws-identity";
import { actorOf } from "@/lib/context/context";
import { authenticationOf } from "@/lib/principals/authentication";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateBearer } from "@/lib/tokens/authenticate";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { type VerifiedIdentity, verifyIdToken } from "@/lib/tokens/issuers";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { json } from "./answer";
import { readForm, required, short } from "./form";

export const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const idToken = "urn:ietf:params:oauth:token-type:id_token";
const awsRequest = "urn:ietf:params:aws:token-type:aws4_request";
const accessToken = "urn:ietf:params:oauth:token-type:access_token";

/** POST /oauth/token: token exchange (RFC 8693), of an identity for an API token and of an API token for a service token. */
export async function handleToken(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const form = await readForm(request);
  if (required(form, "grant_type") !== tokenExchange)
    throw new OAuthError("unsupported_grant_type", `grant_type: only ${tokenExchange}.`);
  refuseUnsupported(request, form);
  const subjectToken = required(form, "subject_token");
  switch (required(form, "subject_token_type")) {
    case idToken:
      refuseTarget(form, runtime);
      return exchangeIdentity(runtime, await verifyIdToken(runtime, subjectToken), requestId);
    case awsRequest:
      refuseTarget(form, runtime);
      return exchangeIdentity(runtime, await verifyAwsIdentity(runtime, subjectToken), requestId);
    case accessToken:
      return exchangeApiToken(runtime, subjectToken, form, requestId);
    default:
      throw new OAuthError(
        "invalid_request",
        `subject_token_type: ${idToken}, ${awsRequest} or ${accessToken}.`,
      );
  }
}

function refuseTarget(form: Map<string, string>, { config }: Runtime): void {
  if (form.has("audience") && form.get("audience") !== config.baseUrl)
    throw new OAuthError(
      "invalid_target",
      "audience: an identity gets an API token. Exchange that one for the service's.",
    );
}

/** What would change the meaning of the answer is refused, never ignored. */
function refuseUnsupported(request: Request, form: Map<string, string>): void {
  if (form.has("actor_token") || form.has("actor_token_type"))
    throw new OAuthError("invalid_request", "actor_token: nobody acts for somebody else here yet.");
  if (form.has("resource"))
    throw new OAuthError("invalid_target", "resource: name the service in audience instead.");
  if (form.has("authorization_details"))
    throw new OAuthError(
      "invalid_request",
      "authorization_details: they follow from the grant; name scopes instead.",
    );
  if (request.headers.has("dpop"))
    throw new OAuthError(
      "invalid_request",
      "DPoP: tokens cannot be bound to a key yet. Leave the header out for a bearer token.",
    );
  const requested = form.get("requested_token_type");
  if (requested !== undefined && requested !== accessToken)
    throw new OAuthError("invalid_request", `requested_token_type: only ${accessToken}.`);
}

async function exchangeIdentity(
  runtime: Runtime,
  { issuer, claims }: VerifiedIdentity,
  requestId: string,
): Promise<Response> {
  const principal = await recordSignIn(runtime, issuer, { ...claims }, "token-exchange");
  const authentication = authenticationOf(claims, new Date());
  const issued = await issueApiToken(runtime, principal, requestId, authentication);
  return json({
    access_token: issued.token,
    issued_token_type: accessToken,
    token_type: "Bearer",
    expires_in: issued.expiresIn,
  });
}

async function exchangeApiToken(
  runtime: Runtime,
  token: string,
  form: Map<string, string>,
  requestId: string,
): Promise<Response> {
  required(form, "audience");
  const input = {
    audience: short(form, "audience") ?? "",
    environment: short(form, "environment"),
    scope: short(form, "scope", 4_000),
    grantId: short(form, "grant_id"),
  };
  const { principal, authentication } = await authenticateBearer(runtime, token);
  const actor = actorOf(principal, authentication);
  const issued = await issueServiceToken({ runtime, actor, requestId }, input);
  return json({
    access_token: issued.token,
    issued_token_type: accessToken,
    token_type: "Bearer",
    expires_in: issued.expiresIn,
    scope: issued.scope,
    grant_id: issued.grantId,
  });
}
