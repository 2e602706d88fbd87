import { actorOf } from "@/lib/context/context";
import { readDelegation } from "@/lib/delegations/delegation-token";
import { authenticationOf, type SignedIn } from "@/lib/principals/authentication";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateBearer } from "@/lib/tokens/authenticate";
import type { Proof } from "@/lib/tokens/dpop-proof";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { verifyIdToken } from "@/lib/tokens/issuers";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { required } from "./form";
import { limitsOf, takeCall } from "./limits";
import { takeFor } from "./proof";
import { inputOf, serviceTokenAnswer } from "./service-token";
import { accessToken, idToken } from "./token-types";

/** A service token with which a workload acts for the person who let it (RFC 8693, sections 1.1, 4.1 and 4.4). */
export async function exchangeDelegation(
  runtime: Runtime,
  subjectToken: string,
  form: Map<string, string>,
  proof: Proof | null,
  requestId: string,
): Promise<Response> {
  const input = inputOf(form, runtime);
  const delegation = await readDelegation(runtime, subjectToken);
  const { principal, authentication, expiresAt } = await actorIn(runtime, form, proof);
  takeCall(limitsOf(runtime).principals, principal.id);
  const ctx = { runtime, actor: actorOf(principal, authentication), requestId };
  const jkt = await takeFor(ctx, proof);
  const issued = await issueServiceToken(ctx, input, { jkt, delegation, until: expiresAt });
  return serviceTokenAnswer(issued, jkt);
}

/** The workload that the actor token speaks for, and for how long. */
async function actorIn(
  runtime: Runtime,
  form: Map<string, string>,
  proof: Proof | null,
): Promise<SignedIn & { expiresAt: Date }> {
  const token = required(form, "actor_token");
  const type = required(form, "actor_token_type");
  if (type === accessToken) return authenticateBearer(runtime, token, proof?.jkt);
  if (type !== idToken)
    throw new OAuthError("invalid_request", `actor_token_type: ${idToken} or ${accessToken}.`);
  takeCall(limitsOf(runtime).strangers, "all");
  const { issuer, claims } = await verifyIdToken(runtime, token, "actor_token");
  if (issuer.kind !== "workload")
    throw new OAuthError(
      "invalid_request",
      `actor_token: ${issuer.name} names people, and people do not act.`,
    );
  return {
    principal: await recordSignIn(runtime, issuer, { ...claims }, "token-exchange"),
    authentication: authenticationOf(claims, new Date()),
    expiresAt: new Date(Number(claims.exp) * 1000),
  };
}
