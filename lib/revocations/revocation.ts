/** One end before its time, as the trigger wrote it: of a grant with all its tokens, or of one token. */
export interface Revocation {
  /** Counts up, but is not committed in that order. */
  position: string;
  /** Milliseconds, by the database's clock. */
  at: number;
  serviceId: string;
  grantId: string | null;
  jti: string | null;
  reason: string;
}

/** The channel on which the trigger tells every process of it. */
export const revocationChannel = "daypass_revocation";
