/** Why a cluster did not say what was asked, in words for people. */
export class ClusterError extends Error {
  constructor(
    message: string,
    /** Of HTTP, or of the Status object in an event; null when there was no answer. */
    readonly status: number | null = null,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = "ClusterError";
  }

  /** 410: the version or the page that was asked for is no longer kept. Begin with a new list. */
  get isExpired(): boolean {
    return this.status === 410;
  }

  /** 429, 503 and the like: the same question may be answered later. */
  get isPassing(): boolean {
    return this.status !== null && [429, 500, 502, 503, 504].includes(this.status);
  }
}

/** An answer that would not fit in memory. A smaller page may. */
export class AnswerTooLarge extends ClusterError {}
