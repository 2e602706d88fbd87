import type { ServerResponse } from "node:http";
import { statusOf } from "@/lib/errors/app-error";
import { toProblem } from "@/lib/errors/problem";
import { TextResponse } from "./text-response";

/** Headers that an error carries beside its RFC 9457 body. */
function problemHeaders(status: number, extra: Record<string, string> = {}): Record<string, string> {
  return {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    ...(status === statusOf.unavailable ? { "retry-after": "1" } : {}),
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
  return TextResponse.ofJson(problem, problem.status, problemHeaders(problem.status, headers));
}

/** The same where there is no Response, in front of Next. */
export function sendProblem(outgoing: ServerResponse, error: unknown, requestId: string): void {
  const problem = toProblem(error, requestId);
  outgoing.writeHead(problem.status, problemHeaders(problem.status));
  outgoing.end(JSON.stringify(problem));
}
