/** What has to leave, or waits to be worked on: a row of the outbox that was leased for one attempt. */
export interface OutboxMessage {
  position: string;
  id: string;
  destination: string;
  subject: string;
  type: string;
  payload: unknown;
  /** This one counted. */
  attempts: number;
  /** Whether an earlier one did. */
  failedBefore: boolean;
}

/** How an attempt went. */
export type Attempt =
  | { state: "delivered" }
  /** It is tried again, later and later; never before `retryAfterSeconds` where the receiver asked for a pause. */
  | { state: "failed"; failure: string; retryAfterSeconds?: number }
  /** It can never arrive: it is given up at once. */
  | { state: "unreachable"; reason: string };

/** Takes one message to where it goes. Ends within `attemptMs`; what it throws counts as failed. */
export type Carry = (message: OutboxMessage) => Promise<Attempt>;

/** Longest time an attempt may take. */
export const attemptMs = 10_000;
/** Longer than that: then another process takes the message over. */
export const leaseSeconds = 20;

/** What an error says of itself, for people; the cause of a failed fetch says more than "fetch failed". */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return "the receiver could not be reached";
  const { cause } = error;
  if (cause instanceof AggregateError) return failureOf(cause.errors[0]);
  return cause instanceof Error && cause.message ? cause.message : error.message;
}
