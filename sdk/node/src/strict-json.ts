import { isUtf8 } from "node:buffer";

/** Decodes base64url only in its one canonical spelling: no padding, no white space, unused bits zero. Otherwise null. */
export function decodeCanonical(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}

export type JsonObject = Record<string, unknown>;

/** Parses a JSON object in which no object, at any depth, says a member twice. Null for anything else. */
export function parseObject(bytes: Buffer): JsonObject | null {
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  return hasAsManyNames(value, text) || !repeatsMember(text) ? value : null;
}

/**
 * A quick look that is right when it says yes: where no quote is followed by white space, every member of the text has its `":`, and
 * strings can only add some; so as many members in the value mean that none was there twice.
 */
function hasAsManyNames(value: JsonObject, text: string): boolean {
  if (/"\s/.test(text)) return false;
  let names = 0;
  for (let at = text.indexOf('":'); at >= 0; at = text.indexOf('":', at + 2)) names += 1;
  return names === countMembers(value);
}

function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += countMembers(item);
  else {
    const members = Object.values(value);
    count = members.length;
    for (const member of members) count += countMembers(member);
  }
  return count;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether some object of this well-formed JSON names a member twice; JSON.parse would keep the last one silently. */
function repeatsMember(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[[\]{}]/g;
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (colon !== undefined) {
      const name: string = JSON.parse(token.slice(0, -colon.length));
      const names = open.at(-1);
      if (!names || names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}
