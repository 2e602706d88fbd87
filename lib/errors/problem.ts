import { AppError, type InputProblem } from "./app-error";

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  /** What is wrong with which part of the input. */
  errors?: InputProblem[];
  [member: string]: unknown;
}

const titleOf = (code: string) => {
  const words = code.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The RFC 9457 document of an error. What is not an AppError says nothing about itself. */
export function toProblem(error: unknown, requestId: string): Problem {
  const known =
    error instanceof AppError
      ? error
      : isDatabaseDown(error)
        ? new AppError(
            "unavailable",
            "The database does not answer. Nothing was changed; try again in a moment.",
          )
        : isUnusableValue(error)
          ? new AppError("invalid-input", "A value of this call is not one that can be looked for.")
          : new AppError(
              "internal",
              `Something failed on our side. Quote request ${requestId} when you ask about it.`,
            );
  return {
    type: "about:blank",
    title: titleOf(known.code),
    status: known.status,
    code: known.code,
    detail: known.detail,
    requestId,
    ...known.extra,
  };
}

/** PostgreSQL's class 22: what a caller sent, inside a cursor for instance, is no instant, no number or no text. */
function isUnusableValue(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^22[0-9A-Z]{3}$/.test(String(error.code));
}

const downCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "08006",
  "08001",
  "08P01",
]);

/** Whether an error of `pg` or Prisma means that the server cannot be reached, not that the statement was wrong. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (downCodes.has(code) || code === "P1001" || code === "P1017") return true;
  if (
    /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Can't reach database/i.test(
      error.message,
    )
  )
    return true;
  return error.cause !== undefined && error.cause !== error && isDatabaseDown(error.cause);
}
