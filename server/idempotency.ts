import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";

const visible = /^[\x21-\x7e]{1,255}$/;

/** The caller's Idempotency-Key with a hash of the call: the same key with another call is a mistake. */
export function idempotencyOf(
  request: Request,
  path: string,
  query: Record<string, string>,
  body: unknown,
  owner: string | undefined,
): Context["idempotency"] {
  const key = request.headers.get("idempotency-key");
  if (key === null) return undefined;
  if (!visible.test(key)) {
    const message = "1 to 255 visible ASCII characters";
    throw new AppError("invalid-input", `Idempotency-Key: ${message}`, {
      errors: [{ path: "Idempotency-Key", message }],
    });
  }
  const call = canonicalize([request.method, path, query, body ?? null]) ?? "";
  return { key, hash: createHash("sha256").update(call).digest("base64url"), owner };
}
