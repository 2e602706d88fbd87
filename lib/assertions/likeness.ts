import { denialReasons } from "@daypass/node";
import type { RefusalKind } from "./explanation";

const vocabulary: ReadonlySet<string> = new Set(denialReasons);

/**
 * What makes refused calls equal: the token, the reason, and what we made of it. Of tokens that are none of the service's, and of
 * reasons in somebody's own words, there is no end: they are equal whatever they say, so that what a service can have written
 * in a minute is bounded by the tokens that we issued for it.
 */
export const likenessOf = (reason: string, kind: RefusalKind, jti: string | null): string =>
  [kind, vocabulary.has(reason) ? reason : "other", jti ?? "other"].join(" ");
