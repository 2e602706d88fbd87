import { AppError } from "@/lib/errors/app-error";
import { bareWords, type Refusal } from "./ask";

/** A refused ask as the verb throws it. */
export function toError(refusal: Refusal): AppError {
  const errors = refusal.path ? { errors: [{ path: refusal.path, message: bareWords(refusal) }] } : {};
  return new AppError(refusal.code, refusal.detail, { ...refusal.extra, ...errors });
}
