import { printable } from "@/lib/declarations/printable";
import { endOf, explainEnd } from "./explain-end";
import { explainAudience, explainEnvironment, foreignToken } from "./explain-place";
import { explainScope, lacking, staleMapping } from "./explain-scope";
import { contradiction, type Explanation, explained } from "./explanation";
import {
  type Case,
  type DeclaredService,
  type KnownToken,
  missingScopes,
  type Reported,
} from "./known-token";
import { instant, names } from "./words";

/** What our record has of the token: all of it, that it is another service's, or nothing. */
export type Found = KnownToken | "foreign" | null;

/**
 * Why a call was refused: what the service says, held against the token as we issued it, the access behind it, and the service
 * as it is declared now. The service's word is a claim: where the record says otherwise, so does the explanation.
 */
export function explain(reported: Reported, found: Found, service: DeclaredService): Explanation {
  if (found === null) return unknownToken(reported);
  if (found === "foreign") return foreignToken;
  const each = { reported, token: found, service };
  const { reason } = reported;
  return Object.hasOwn(byReason, reason)
    ? byReason[reason as keyof typeof byReason](each)
    : (asRecorded(each) ?? nothingWrong(each));
}

const byReason = {
  expired: (each: Case) => explainEnd(each, "expired"),
  revoked: (each: Case) => explainEnd(each, "revoked"),
  "missing-scope": explainScope,
  "missing-role": explainRole,
  "wrong-environment": explainEnvironment,
  "wrong-audience": explainAudience,
  "missing-claim": explainClaim,
  "not-yet-valid": (each: Case) =>
    endOf(each) ??
    contradiction("unclear", "the token is not valid yet", "it is: the clock of the service may be behind."),
  "bad-proof": explainProof,
  "replayed-proof": explainProof,
  "nonce-required": explainProof,
  "wrong-scheme": explainProof,
  "unsupported-binding": explainProof,
};

function explainRole(each: Case): Explanation {
  return (
    staleMapping(each) ??
    explained(
      "missing-role",
      `The token is for the role ${printable(each.token.role)}, and the call takes another one.`,
      null,
    )
  );
}

function explainClaim({ service }: Case): Explanation {
  const declared = service.trait.token?.claims ?? [];
  const puts =
    declared.length === 0
      ? "The declaration puts no claims about people into tokens."
      : `The declaration puts ${names(declared)} into tokens, as far as the issuer says them.`;
  return explained("missing-claim", `The token lacks a claim that the service wants. ${puts}`, {
    kind: "declaration",
  });
}

function explainProof(each: Case): Explanation {
  return (
    endOf(each) ??
    explained(
      "wrong-proof",
      "The token is live. Whoever sent it did not prove to hold its key, in the way that the service takes: the program that calls has to be looked at.",
      null,
    )
  );
}

/** What the record shows by itself, where the service's own words say nothing to us. */
function asRecorded(each: Case): Explanation | null {
  const { reported, token } = each;
  const dead = endOf(each);
  if (dead) return dead;
  if (reported.environment !== null && reported.environment !== token.environment)
    return explainEnvironment(each);
  const missing = missingScopes(each);
  return missing.length > 0 ? lacking(each, missing) : staleMapping(each);
}

const nothingWrong = ({ token }: Case): Explanation =>
  explained(
    "unclear",
    `By our record nothing is wrong with the token: it lives until ${instant(token.expiresAt)} and has ${token.scopes.length === 0 ? "no scope" : names(token.scopes)}.`,
    null,
  );

function unknownToken({ reason }: Reported): Explanation {
  const isForged = reason === "bad-signature" || reason === "unknown-key";
  return explained(
    "unknown-token",
    isForged
      ? "The token was not signed by a key of Daypass."
      : "We have no record of this token: it was not issued here, or it ended more than a day ago.",
    null,
  );
}
