/** A sign-in that something takes first, as a view, a preview or a refusal says it. */
export interface SignInDemand {
  reason: string;
  acrValues: string[];
  maxAgeSeconds: number | null;
  askAnew: boolean;
}

/** What a refusal demands; null when it is about something else. `members` is what it carries beside its code. */
export function demandOf(
  { code, detail }: { code: string; detail: string },
  members: Record<string, unknown> = {},
): SignInDemand | null {
  if (code !== "insufficient-authentication") return null;
  const { reason, acrValues, maxAgeSeconds, askAnew } = members;
  return {
    reason: typeof reason === "string" ? reason : detail,
    acrValues: Array.isArray(acrValues) ? acrValues.map(String) : [],
    maxAgeSeconds: typeof maxAgeSeconds === "number" ? maxAgeSeconds : null,
    askAnew: askAnew !== false,
  };
}
