/** Error codes of RFC 6749 (section 5.2), RFC 8693 (section 2.2.2), RFC 7009, RFC 8628 (section 3.5) and RFC 9449 (sections 5 and 8), and the status of each. */
const statusOf = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  unsupported_token_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  authorization_pending: 400,
  slow_down: 400,
  access_denied: 400,
  expired_token: 400,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  temporarily_unavailable: 503,
} as const;

export type OAuthErrorCode = keyof typeof statusOf;

/** A refusal of an OAuth endpoint. `extra` goes into the body beside the standard members. */
export class OAuthError extends Error {
  readonly status: number;

  constructor(
    readonly code: OAuthErrorCode,
    readonly description: string,
    readonly extra: Record<string, string> = {},
    /** Where the answer is another one than the code alone says. */
    readonly answer: { status?: number; headers?: Record<string, string> } = {},
  ) {
    super(description);
    this.name = "OAuthError";
    this.status = answer.status ?? statusOf[code];
  }
}
