const longestPauseSeconds = 3_600;

/** The pause that `Retry-After` asks for, in whole seconds and an hour at most (RFC 9110, 10.2.3); nothing where it says none. */
export function pauseOf({ headers }: Response): { retryAfterSeconds?: number } {
  const seconds = Number(headers.get("retry-after"));
  return seconds > 0 ? { retryAfterSeconds: Math.min(Math.ceil(seconds), longestPauseSeconds) } : {};
}
