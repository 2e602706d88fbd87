/** What was not right, finer than the RFC 6750 code; stable. */
export const denialReasons = [
  "no-token",
  "malformed-request",
  "malformed-token",
  "unknown-key",
  "bad-signature",
  "wrong-type",
  "wrong-issuer",
  "wrong-audience",
  "wrong-environment",
  "missing-claim",
  "expired",
  "not-yet-valid",
  "unsupported-binding",
  "wrong-scheme",
  "bad-proof",
  "replayed-proof",
  "nonce-required",
  "revoked",
  "missing-scope",
  "missing-role",
  "check-unavailable",
] as const;

export type DenialReason = (typeof denialReasons)[number];

/** RFC 6750, section 3.1; RFC 9449, sections 7.1 and 9; and one for the case in which nothing can be said about the token. */
export type DenialCode =
  | "invalid_request"
  | "invalid_token"
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  | "insufficient_scope"
  | "temporarily_unavailable";

const statusOf = {
  invalid_request: 400,
  invalid_token: 401,
  invalid_dpop_proof: 401,
  use_dpop_nonce: 401,
  insufficient_scope: 403,
  temporarily_unavailable: 503,
} as const;

const codeOf: Record<DenialReason, DenialCode> = {
  "no-token": "invalid_token",
  "malformed-request": "invalid_request",
  "malformed-token": "invalid_token",
  "unknown-key": "invalid_token",
  "bad-signature": "invalid_token",
  "wrong-type": "invalid_token",
  "wrong-issuer": "invalid_token",
  "wrong-audience": "invalid_token",
  "wrong-environment": "invalid_token",
  "missing-claim": "invalid_token",
  expired: "invalid_token",
  "not-yet-valid": "invalid_token",
  "unsupported-binding": "invalid_token",
  "wrong-scheme": "invalid_token",
  "bad-proof": "invalid_dpop_proof",
  "replayed-proof": "invalid_dpop_proof",
  "nonce-required": "use_dpop_nonce",
  revoked: "invalid_token",
  "missing-scope": "insufficient_scope",
  "missing-role": "insufficient_scope",
  "check-unavailable": "temporarily_unavailable",
};

/** Where the refused call may be asked for, and what it would have taken. */
export interface DenialContext {
  realm: string;
  scopes: readonly string[];
  requestAccessUri: string;
  /** How the token is to be sent: alone, or with the proof of the key that it is bound to. */
  scheme?: "Bearer" | "DPoP";
  /** Where the service describes itself (RFC 9728, section 5.1). */
  resourceMetadata?: string | undefined;
  /** What the next proof must carry (RFC 9449, section 9). */
  dpopNonce?: string | undefined;
}

/** A refusal of a call, ready to be sent: as a challenge (RFC 6750) and as a problem document (RFC 9457). */
export class AccessDenied extends Error {
  readonly code: DenialCode;
  readonly status: number;
  readonly requestAccessUri: string;

  constructor(
    readonly reason: DenialReason,
    /** For people: what was wrong and what to do next. */
    readonly detail: string,
    readonly context: DenialContext,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = "AccessDenied";
    this.code = codeOf[reason];
    this.status = statusOf[this.code];
    this.requestAccessUri = context.requestAccessUri;
  }

  /** The value of WWW-Authenticate. A call without any token is told what to bring, not that it erred. */
  wwwAuthenticate(): string {
    const { realm, scopes, scheme = "Bearer", resourceMetadata } = this.context;
    const parameters: [string, string][] = [["realm", realm]];
    if (this.reason !== "no-token") parameters.push(["error", this.code], ["error_description", this.detail]);
    if (scopes.length > 0) parameters.push(["scope", scopes.join(" ")]);
    if (scheme === "DPoP") parameters.push(["algs", "ES256 EdDSA"]);
    parameters.push(["request_access_uri", this.requestAccessUri]);
    if (resourceMetadata !== undefined) parameters.push(["resource_metadata", resourceMetadata]);
    return `${scheme} ${parameters.map(([name, value]) => `${name}="${printable(value)}"`).join(", ")}`;
  }

  /** All headers of the answer that says so. */
  headers(): Record<string, string> {
    const { dpopNonce } = this.context;
    return {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(this.status === 503 ? { "retry-after": "1" } : { "www-authenticate": this.wwwAuthenticate() }),
      ...(dpopNonce !== undefined && { "dpop-nonce": dpopNonce }),
    };
  }

  toProblem(): Record<string, unknown> {
    const { scopes } = this.context;
    return {
      type: "about:blank",
      title: this.reason === "check-unavailable" ? "Access check unavailable" : "Access denied",
      status: this.status,
      code: this.code,
      reason: this.reason,
      detail: this.detail,
      ...(scopes.length > 0 && { scope: scopes.join(" ") }),
      request_access_uri: this.requestAccessUri,
    };
  }
}

/** What a quoted string of a challenge may hold (RFC 6750, section 3). */
const printable = (text: string) => text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, "?");
