export {
  AccessDenied,
  type DenialCode,
  type DenialContext,
  type DenialReason,
  denialReasons,
} from "./access-denied.js";
export type { AccessToken, GrantDetails } from "./access-token.js";
export { accessOf } from "./adapt.js";
export type { Call } from "./call.js";
export { describeResource, describeResourceFetch, resourceMetadataPath } from "./describe-resource.js";
export { express, fastify, hono, next } from "./guards.js";
export type { DpopOptions, VerifierOptions } from "./options.js";
export { protect, protectFetch } from "./protect.js";
export { type Requirement, requestAccessUri, requireRole, requireScopes } from "./requirement.js";
export { createVerifier, type Outcome, type Verifier } from "./verifier.js";
