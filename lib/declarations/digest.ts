import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** "sha256:<hex>" over the RFC 8785 form of a value: the same for every spelling of the same declaration. */
export function digestOf(value: unknown): string {
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new TypeError("only JSON has a digest");
  return `sha256:${createHash("sha256").update(canonical).digest("hex")}`;
}
