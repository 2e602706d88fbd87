import { contradiction, type Explanation, explained, type Fix } from "./explanation";
import { type Case, declaredScopes } from "./known-token";
import { instant } from "./words";

/** Why the token is dead by our record; null: it lives. */
export function endOf(each: Case): Explanation | null {
  const { token, service } = each;
  const { now } = service;
  const { grantRevokedAt, revokedAt, holderDeactivatedAt, grantEndsAt, expiresAt } = token;
  const passed = (at: Date | null): at is Date => at !== null && at <= now;
  if (passed(holderDeactivatedAt))
    return explained("revoked", "Whoever holds the token was deactivated, and it with them.", null);
  if (passed(grantRevokedAt))
    return explained(
      "revoked",
      `The access was ended before its time, on ${instant(grantRevokedAt)}.`,
      again(each),
    );
  if (service.isGone)
    return explained("revoked", "The service is no longer declared, and access to it has ended.", null);
  if (passed(grantEndsAt))
    return explained(
      "expired",
      `The access ended when its time was over, on ${instant(grantEndsAt)}.`,
      again(each),
    );
  if (passed(revokedAt))
    return explained(
      "revoked",
      `The token was revoked on ${instant(revokedAt)}. The access goes on until ${instant(grantEndsAt)}: a new token will do.`,
      { kind: "new-token" },
    );
  if (passed(expiresAt))
    return explained(
      "expired",
      `The token ended on ${instant(expiresAt)}. The access goes on until ${instant(grantEndsAt)}: a new token will do.`,
      { kind: "new-token" },
    );
  return null;
}

/** The service says that it has ended. */
export function explainEnd(each: Case, says: "expired" | "revoked"): Explanation {
  const until = instant(each.token.expiresAt);
  return (
    endOf(each) ??
    (says === "expired"
      ? contradiction(
          "expired",
          "the token has expired",
          `it lives until ${until}: the clock of the service may be ahead.`,
        )
      : contradiction(
          "revoked",
          "the access has ended",
          `it goes on, and the token lives until ${until}: the service may not have the latest state.`,
        ))
  );
}

function again({ token: { role, environment }, service }: Case): Fix {
  return declaredScopes(service, role, environment) === null
    ? { kind: "declaration" }
    : { kind: "ask", role, environment };
}
