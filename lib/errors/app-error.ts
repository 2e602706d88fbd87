/** Stable codes that outside programs may rely on, and the HTTP status each one means. */
export const statusOf = {
  "bad-request": 400,
  unauthenticated: 401,
  /** Known, but not signed in as the declaration asks for (RFC 9470). */
  "insufficient-authentication": 401,
  forbidden: 403,
  "not-eligible": 403,
  "not-requestable": 403,
  "self-approval": 403,
  "conflicting-role": 409,
  "not-found": 404,
  conflict: 409,
  "already-asked": 409,
  "invalid-input": 422,
  "no-grant": 403,
  "scope-not-granted": 403,
  "no-approver": 422,
  "idempotency-mismatch": 422,
  "method-not-allowed": 405,
  "payload-too-large": 413,
  "unsupported-media-type": 415,
  "too-many-requests": 429,
  unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof statusOf;

export interface InputProblem {
  /** "items[1].justification" */
  path: string;
  message: string;
  /** Where the problems of one answer are of several kinds. */
  code?: ErrorCode;
}

/** A refusal that explains itself: `detail` says which rule, whose, and what to do next. */
export class AppError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    /** Members that go into the problem document beside the standard ones. */
    readonly extra: { errors?: InputProblem[]; [member: string]: unknown } = {},
  ) {
    super(detail);
    this.name = "AppError";
    this.status = statusOf[code];
  }
}
