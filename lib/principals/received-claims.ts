/** What is good for one sign-in only, and says nothing about anybody. */
const once = new Set(["nonce", "at_hash", "c_hash", "s_hash", "jti", "sid"]);
const mostBytes = 32_768;

/** What is kept of the claims of a sign-in for people to look at, as JSON; null: it is too much. */
export function receivedClaims(claims: Record<string, unknown>): string | null {
  const kept = storableJson(Object.fromEntries(Object.entries(claims).filter(([name]) => !once.has(name))));
  return Buffer.byteLength(kept) > mostBytes ? null : kept;
}

/** As JSON that the database takes: it keeps no NUL and no half of a character. */
export const storableJson = (value: Record<string, unknown>): string =>
  JSON.stringify(value).replaceAll(/\\u(0000|d[89a-f][0-9a-f]{2})/g, "\\ufffd");
