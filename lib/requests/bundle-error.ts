import { AppError } from "@/lib/errors/app-error";
import { bareWords, type Refusal } from "./ask";

export interface ItemRefusal extends Refusal {
  /** Of the item in the bundle. */
  index: number;
}

/** A sign-in gets old while the rest is mended, so it comes last; what nobody can mend in a form comes first. */
const rank = ({ code }: Refusal) =>
  code === "insufficient-authentication" ? 2 : code === "invalid-input" ? 1 : 0;

/** What stands first in the way of a bundle; null: nothing does. */
export const gravest = <R extends Refusal>(refusals: readonly R[]): R | null =>
  refusals.toSorted((one, other) => rank(one) - rank(other))[0] ?? null;

/** A refused bundle as the verb throws it: the code of what stands first in the way, and every item's problems with their place. */
export function bundleError(head: ItemRefusal, refusals: readonly ItemRefusal[]): AppError {
  const errors = refusals.map((refusal) => ({
    path: `items[${refusal.index}]${refusal.path ? `.${refusal.path}` : ""}`,
    message: bareWords(refusal),
    code: refusal.code,
  }));
  const said = errors.map(({ path, message }) => `${path}: ${message}`);
  return new AppError(head.code, `Nothing was asked for. ${said.join(" ")}`, { ...head.extra, errors });
}

/** What loading an item refused, as the others are. */
export function asRefusal(error: AppError): Refusal {
  const { errors: [first] = [], ...extra } = error.extra;
  const path = first?.path ?? (error.code === "not-found" ? "service" : undefined);
  return { code: error.code, detail: error.detail, extra, ...(path === undefined ? {} : { path }) };
}
