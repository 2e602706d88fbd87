import { AppError } from "@/lib/errors/app-error";
import { isDatabaseDown } from "@/lib/errors/problem";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { TextResponse } from "../text-response";

/** What the refusal of a verb is called at an OAuth endpoint. */
const codes: Partial<Record<AppError["code"], OAuthError["code"]>> = {
  "no-grant": "invalid_target",
  "not-eligible": "invalid_target",
  "not-requestable": "invalid_target",
  "scope-not-granted": "invalid_scope",
  unauthenticated: "invalid_request",
  forbidden: "invalid_request",
  unavailable: "temporarily_unavailable",
  "invalid-input": "invalid_request",
};

/** Never kept by a cache (RFC 6749, section 5.1). */
export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  TextResponse.ofJson(body, status, { pragma: "no-cache", ...headers });

/** The error as RFC 6749, section 5.2 has it; null for what is no refusal. */
export function toOAuthError(error: unknown): OAuthError | null {
  if (error instanceof OAuthError) return error;
  if (isDatabaseDown(error))
    return new OAuthError("temporarily_unavailable", "Daypass cannot answer now. Try again in a moment.");
  const code = error instanceof AppError ? codes[error.code] : undefined;
  if (!(error instanceof AppError) || !code) return null;
  const uri = error.extra.requestAccessUri;
  return new OAuthError(code, error.detail, typeof uri === "string" ? { request_access_uri: uri } : {});
}

export function errorAnswer(error: OAuthError): Response {
  const challenge =
    error.status === 401 ? { "www-authenticate": 'Basic realm="daypass", charset="UTF-8"' } : undefined;
  return json(
    { error: error.code, error_description: printable(error.description), ...error.extra },
    error.status,
    { ...challenge, ...error.answer.headers },
  );
}

/** What an error_description may hold (RFC 6749, section 5.2). */
const printable = (text: string) => text.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, "?");
