import { verifyAwsIdentity } from "@/lib/aws/verify-aws-identity";
import { actorOf } from "@/lib/context/context";
import { authenticationOf } from "@/lib/principals/authentication";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Proof } from "@/lib/tokens/dpop-proof";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { type VerifiedIdentity, verifyIdToken } from "@/lib/tokens/issuers";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { pollDevice } from "@/lib/tokens/poll-device";
import { json } from "./answer";
import { exchangeDelegation } from "./delegated";
import { clientOf } from "./device";
import { readForm, required } from "./form";
import { limitsOf, takeCall } from "./limits";
import { proofOf, takeFor } from "./proof";
import { exchangeApiToken } from "./service-token";
import {
  accessToken,
  awsRequest,
  delegation,
  deviceCode,
  idToken,
  tokenExchange,
  typeOf,
} from "./token-types";

/**
 * POST /oauth/token: token exchange (RFC 8693), of an identity for an API token, of an API token for a service token, and of a
 * person's delegation and a workload's own token for a service token with which it acts for them.
 */
export async function handleToken(request: Request, runtime: Runtime, requestId: string): Promise<Response> {
  const form = await readForm(request);
  const grantType = required(form, "grant_type");
  if (grantType !== tokenExchange && grantType !== deviceCode)
    throw new OAuthError("unsupported_grant_type", `grant_type: ${tokenExchange} or ${deviceCode}.`);
  refuseUnsupported(form);
  const proof = await proofOf(request, runtime);
  if (grantType === deviceCode) return exchangeDeviceCode(runtime, form, proof, requestId);
  const subjectToken = required(form, "subject_token");
  switch (required(form, "subject_token_type")) {
    case idToken:
      refuseTarget(form, runtime);
      takeCall(limitsOf(runtime).strangers, "all");
      return exchangeIdentity(runtime, await verifyIdToken(runtime, subjectToken), proof, requestId);
    case awsRequest:
      refuseTarget(form, runtime);
      takeCall(limitsOf(runtime).strangers, "all");
      return exchangeIdentity(runtime, await verifyAwsIdentity(runtime, subjectToken), proof, requestId);
    case accessToken:
      return exchangeApiToken(runtime, subjectToken, form, proof, requestId);
    case delegation:
      return exchangeDelegation(runtime, subjectToken, form, proof, requestId);
    default:
      throw new OAuthError(
        "invalid_request",
        `subject_token_type: ${idToken}, ${awsRequest}, ${accessToken} or ${delegation}.`,
      );
  }
}

function refuseTarget(form: Map<string, string>, { config }: Runtime): void {
  const targets = ["audience", "resource"].flatMap((name) => form.get(name) ?? []);
  if (targets.some((target) => target !== config.baseUrl))
    throw new OAuthError(
      "invalid_target",
      "audience: an identity gets an API token. Exchange that one for the service's.",
    );
}

/** What would change the meaning of the answer is refused, never ignored. */
function refuseUnsupported(form: Map<string, string>): void {
  const isDelegated = form.get("subject_token_type") === delegation;
  if (!isDelegated && (form.has("actor_token") || form.has("actor_token_type")))
    throw new OAuthError(
      "invalid_request",
      `actor_token: nobody acts for somebody else but by their delegation (subject_token_type: ${delegation}).`,
    );
  if (form.has("authorization_details"))
    throw new OAuthError(
      "invalid_request",
      "authorization_details: they follow from the grant; name scopes instead.",
    );
  const requested = form.get("requested_token_type");
  if (requested !== undefined && requested !== accessToken)
    throw new OAuthError("invalid_request", `requested_token_type: only ${accessToken}.`);
}

async function exchangeIdentity(
  runtime: Runtime,
  { issuer, claims }: VerifiedIdentity,
  proof: Proof | null,
  requestId: string,
): Promise<Response> {
  const principal = await recordSignIn(runtime, issuer, { ...claims }, "token-exchange");
  const authentication = authenticationOf(claims, new Date());
  const jkt = await takeFor({ runtime, actor: actorOf(principal, authentication), requestId }, proof);
  const issued = await issueApiToken(runtime, principal, requestId, authentication, jkt);
  return json({
    access_token: issued.token,
    issued_token_type: accessToken,
    token_type: typeOf(jkt),
    expires_in: issued.expiresIn,
  });
}

/** A token of whoever said yes. How they signed in to say it was in another place: it satisfies no rule about a sign-in. */
async function exchangeDeviceCode(
  runtime: Runtime,
  form: Map<string, string>,
  proof: Proof | null,
  requestId: string,
): Promise<Response> {
  const code = required(form, "device_code");
  const client = clientOf(form);
  takeCall(limitsOf(runtime).strangers, "device poll");
  const principal = await pollDevice(runtime, code, client);
  const jkt = await takeFor({ runtime, actor: actorOf(principal), requestId }, proof);
  const issued = await issueApiToken(runtime, principal, requestId, null, jkt);
  return json({ access_token: issued.token, token_type: typeOf(jkt), expires_in: issued.expiresIn });
}
