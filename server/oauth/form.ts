import { OAuthError } from "@/lib/tokens/oauth-error";

const longestBody = 64 * 1024;

/** The parameters of a form-encoded body (RFC 6749, section 3.2): each at most once, empty ones as if absent. */
export async function readForm(request: Request): Promise<Map<string, string>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    throw new OAuthError("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
  const text = await request.text();
  if (text.length > longestBody) throw new OAuthError("invalid_request", "The body is longer than 64 KiB.");
  const form = new Map<string, string>();
  const seen = new Set<string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (seen.has(name)) throw new OAuthError("invalid_request", `${name}: given twice.`);
    seen.add(name);
    // RFC 6749, appendix A: no value of these endpoints holds anything else.
    if (!/^[\x20-\x7e]*$/.test(value))
      throw new OAuthError("invalid_request", `${name}: holds characters that no value has.`);
    if (value !== "") form.set(name, value);
  }
  return form;
}

export function required(form: Map<string, string>, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthError("invalid_request", `${name}: missing.`);
  return value;
}

/** A parameter that names something of ours, and so is short. */
export function short(form: Map<string, string>, name: string, longest = 300): string | undefined {
  const value = form.get(name);
  if (value !== undefined && value.length > longest)
    throw new OAuthError("invalid_request", `${name}: at most ${longest} characters.`);
  return value;
}
