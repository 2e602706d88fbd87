export { AccessDenied, type DenialCode, type DenialContext, type DenialReason } from "./access-denied.js";
export type { AccessToken, GrantDetails } from "./access-token.js";
export type { VerifierOptions } from "./options.js";
export { protect, protectFetch } from "./protect.js";
export type { Requirement } from "./requirement.js";
export { createVerifier, type Verifier } from "./verifier.js";
