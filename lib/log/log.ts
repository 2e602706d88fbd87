import pino, { type Logger } from "pino";

export type { Logger };

/** Structured log on stdout. What could carry a secret is cut out by name, wherever it is nested one level deep. */
export function createLog(level: string): Logger {
  const secret = [
    "authorization",
    "cookie",
    "token",
    "subject_token",
    "access_token",
    "secret",
    "password",
    "client_secret",
  ];
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secret.flatMap((name) => [name, `*.${name}`]), censor: "[removed]" },
  });
}
