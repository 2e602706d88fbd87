import type { ServerResponse } from "node:http";
import { statusOf } from "@/lib/errors/app-error";
import { type Problem, toProblem } from "@/lib/errors/problem";
import { TextResponse } from "./text-response";

/** Headers that an error carries beside its RFC 9457 body. */
function problemHeaders(problem: Problem, extra: Record<string, string> = {}): Record<string, string> {
  const seconds = problem.status === statusOf.unavailable ? 1 : problem.retryAfterSeconds;
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(typeof seconds === "number" ? { "retry-after": String(seconds) } : {}),
    ...extra,
  };
}

/** The response to an error, as `application/problem+json`. */
export function problemResponse(
  error: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const problem = toProblem(error, requestId);
  return TextResponse.ofJson(problem, problem.status, problemHeaders(problem, headers));
}

/** The same where there is no Response, in front of Next. */
export function sendProblem(outgoing: ServerResponse, error: unknown, requestId: string): void {
  const problem = toProblem(error, requestId);
  outgoing.writeHead(problem.status, problemHeaders(problem));
  outgoing.end(JSON.stringify(problem));
}
