import type { IncomingMessage, ServerResponse } from "node:http";
import { AccessDenied } from "./access-denied.js";
import type { AccessToken } from "./access-token.js";
import { callOfNode, callOfRequest, respondWith, sendNode } from "./adapt.js";
import type { Requirement } from "./requirement.js";
import type { Verifier } from "./verifier.js";

/**
 * Guards handlers of node:http and whatever is built on it: gives the token of a call that may go on, or answers the
 * refusal itself and gives null.
 */
export function protect(verifier: Verifier, requirement: Requirement = {}) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<AccessToken | null> => {
    const outcome = await verifier.authorize(callOfNode(req, verifier), requirement);
    if (!(outcome instanceof AccessDenied)) return outcome;
    sendNode(res, outcome);
    return null;
  };
}

/** Guards handlers that take a Request and give a Response: gives the token, or the Response that refuses. */
export function protectFetch(verifier: Verifier, requirement: Requirement = {}) {
  return async (request: Request): Promise<AccessToken | Response> => {
    const outcome = await verifier.authorize(callOfRequest(request, verifier), requirement);
    return outcome instanceof AccessDenied ? respondWith(outcome) : outcome;
  };
}
