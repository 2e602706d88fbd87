import type { AppError } from "@/lib/errors/app-error";
import { proofAlgorithms } from "@/lib/tokens/dpop-proof";
import type { Authentication } from "./route";

/** The WWW-Authenticate header of a 401 (RFC 6750, section 3; RFC 7617; RFC 9449, section 7.1; RFC 9470, section 3); null for other errors. */
export function challengeOf(error: AppError, auth: Authentication, request: Request): string | null {
  if (auth === "none") return null;
  if (error.code === "insufficient-authentication") return stepUpChallenge(error.extra);
  if (error.code !== "unauthenticated") return null;
  const { dpopError } = error.extra;
  if (typeof dpopError === "string")
    return `DPoP realm="daypass", error="${dpopError}", algs="${proofAlgorithms.join(" ")}"`;
  if (auth === "service") return 'Basic realm="daypass", charset="UTF-8"';
  return request.headers.has("authorization")
    ? 'Bearer realm="daypass", error="invalid_token"'
    : 'Bearer realm="daypass"';
}

function stepUpChallenge({ acrValues, maxAgeSeconds }: AppError["extra"]): string {
  // What an issuer could not be asked for, or a header cannot hold, stays in the body.
  const values = Array.isArray(acrValues) ? acrValues.filter((value) => askable.test(String(value))) : [];
  return [
    'Bearer realm="daypass"',
    'error="insufficient_user_authentication"',
    'error_description="A stronger sign-in is needed"',
    ...(values.length > 0 ? [`acr_values="${values.join(" ")}"`] : []),
    ...(typeof maxAgeSeconds === "number" ? [`max_age="${maxAgeSeconds}"`] : []),
  ].join(", ");
}

/** One word of a quoted string (RFC 9110, section 5.6.4) that needs no escape. */
const askable = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
