/** What the issuer is asked for beside who it is (OpenID Connect Core, section 3.1.2.1). */
export type SignInParameters = Partial<Record<"prompt" | "acr_values" | "max_age", string>>;

/** Leaves for the identity provider, and comes back to `callbackUrl`. Throws when Daypass does not answer. */
export async function goToIssuer(
  issuer: string,
  callbackUrl: string,
  parameters: SignInParameters = {},
): Promise<void> {
  const { csrfToken } = await (await fetch("/api/auth/csrf")).json();
  const body = new URLSearchParams({
    csrfToken,
    callbackUrl: new URL(callbackUrl, location.origin).toString(),
    json: "true",
  });
  const query = new URLSearchParams(parameters);
  const path = `/api/auth/signin/${encodeURIComponent(issuer)}${query.size > 0 ? `?${query}` : ""}`;
  const answer = await fetch(path, { method: "POST", body });
  const { url } = await answer.json();
  location.assign(url);
}
