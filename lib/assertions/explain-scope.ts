import { printable } from "@/lib/declarations/printable";
import { contradiction, type Explanation, explained } from "./explanation";
import { type Case, declaredScopes, missingScopes, rolesGiving } from "./known-token";
import { inPlace, names } from "./words";

/** The service says that a scope is missing. */
export function explainScope(each: Case): Explanation {
  const { reported, token } = each;
  const missing = missingScopes(each);
  if (missing.length > 0) return lacking(each, missing);
  const has = token.scopes.length === 0 ? "no scope" : names(token.scopes);
  if (reported.scopeRequired.length > 0)
    return contradiction(
      "missing-scope",
      `the token lacks ${names(reported.scopeRequired)}`,
      "it has all of that: the service checks for something else than it reports.",
      { kind: "declaration" },
    );
  return (
    staleMapping(each) ??
    explained("missing-scope", `The service does not say which scope it took. The token has ${has}.`, null)
  );
}

export function lacking(each: Case, missing: string[]): Explanation {
  const { token, service } = each;
  const { role, environment } = token;
  const lacks = `The token lacks ${names(missing)}.`;
  const now = declaredScopes(service, role, environment);
  if (now && missing.every((scope) => now.includes(scope))) {
    if (missing.every((scope) => token.grantScopes.includes(scope)))
      return explained(
        "missing-scope",
        `${lacks} The access gives it and this token was made without it: a new token will do.`,
        { kind: "new-token" },
        missing,
      );
    return explained(
      "stale-role-mapping",
      `${lacks} The role ${role} gives it by now, and this access is from before that: it has to be asked for again.`,
      { kind: "ask", role, environment },
      missing,
    );
  }
  const stale = staleMapping(each);
  const giving = rolesGiving(service, missing, environment);
  const [first] = giving;
  if (first === undefined)
    return stale
      ? { ...stale, missing }
      : explained(
          "missing-scope",
          `${lacks} No role gives that ${inPlace(environment)}: the declaration has to say which one does.`,
          { kind: "declaration" },
          missing,
        );
  const fix = { kind: "ask", role: first, environment } as const;
  const give = `The role ${names(giving, "or")} gives that`;
  return stale
    ? explained(stale.kind, `${stale.sentence} ${lacks} ${give} now.`, fix, missing)
    : explained("missing-scope", `${lacks} It is for the role ${printable(role)}. ${give}.`, fix, missing);
}

/** The token says something else than its role is declared to give now; null: they agree. */
export function staleMapping({ token, service }: Case): Explanation | null {
  const { role, environment, scopes } = token;
  const now = declaredScopes(service, role, environment);
  if (now === null)
    return explained(
      "stale-role-mapping",
      `The token is from before the declaration changed: the role ${printable(role)} is not declared ${inPlace(environment)} any more.`,
      { kind: "declaration" },
    );
  const gone = scopes.filter((scope) => !now.includes(scope));
  return gone.length === 0
    ? null
    : explained(
        "stale-role-mapping",
        `The token is from before the declaration changed: the role ${printable(role)} does not give ${names(gone)} any more.`,
        { kind: "new-token" },
      );
}
