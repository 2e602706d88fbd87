import { type Preview, previewSchema } from "@/lib/previews/schema";

/** Daypass could not be asked, or would not answer. Its message is for the person at the terminal; the exit code is 2. */
export class ApiError extends Error {}

export interface SentFile {
  path: string;
  content: string | null;
}

const timeoutMs = 60_000;

/** Asks for the preview. Throws an ApiError, which never quotes a token. */
export async function askPreview(
  url: URL,
  token: string,
  body: { source?: string | undefined; complete: boolean; files: SentFile[] },
): Promise<Preview> {
  const answer = await call(url, "/api/v1/declarations/preview", {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const parsed = previewSchema.safeParse(answer);
  if (!parsed.success)
    throw new ApiError(
      "Daypass answered in a way that this version does not understand. Are both of one version?",
    );
  return parsed.data;
}

/** An API token for whom an ID token names (RFC 8693). */
export async function exchangeIdToken(url: URL, idToken: string): Promise<string> {
  const answer = await call(url, "/oauth/token", {
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: idToken,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    }),
  });
  if (typeof answer === "object" && answer !== null && "access_token" in answer)
    if (typeof answer.access_token === "string") return answer.access_token;
  throw new ApiError("Daypass gave no API token for this ID token.");
}

async function call(url: URL, path: string, init: RequestInit): Promise<unknown> {
  // Followed elsewhere, a redirect would take the token along.
  const request = {
    ...init,
    method: "POST",
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  } as const;
  const response = await fetch(new URL(path, url), request).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    throw new ApiError(`Daypass at ${url.origin} does not answer${cause ? `: ${cause}` : ""}.`);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new ApiError(`Daypass at ${url.origin} refused: ${whyNot(answer) ?? `status ${response.status}`}`);
}

/** What a problem document (RFC 9457) or an OAuth error (RFC 6749, section 5.2) says. */
function whyNot(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  if ("detail" in answer && typeof answer.detail === "string") return answer.detail;
  if ("error_description" in answer && typeof answer.error_description === "string")
    return answer.error_description;
  return null;
}
