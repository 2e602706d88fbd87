import { AppError } from "@/lib/errors/app-error";
import type { Refusal } from "./ask";

/** A refused ask as the verb throws it. */
export function toError(refusal: Refusal): AppError {
  const errors = refusal.path ? { errors: [{ path: refusal.path, message: bareWords(refusal) }] } : {};
  return new AppError(refusal.code, refusal.detail, { ...refusal.extra, ...errors });
}

/** What is wrong, without the name of the field in front of it. */
export const bareWords = ({ detail, path }: Pick<Refusal, "detail" | "path">): string =>
  path && detail.startsWith(`${path}: `) ? detail.slice(path.length + 2) : detail;
