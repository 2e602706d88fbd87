import { printable } from "@/lib/declarations/printable";
import { contradiction, type Explanation, explained } from "./explanation";
import { type Case, declaredScopes } from "./known-token";
import { names } from "./words";

/** The service says that the token is for another environment. */
export function explainEnvironment({ reported, token, service }: Case): Explanation {
  const called = reported.environment;
  const isFor = token.environment === null ? "no environment" : printable(token.environment);
  if (called === null)
    return explained(
      "wrong-environment",
      `The token is for ${isFor}. The service does not say where the call was made.`,
      null,
    );
  if (called === token.environment)
    return contradiction(
      "wrong-environment",
      "the token is for another environment",
      `it is for ${isFor}, where the call was made.`,
    );
  const sentence = `The token is for ${isFor}, and the call was made in ${printable(called)}.`;
  const { role } = token;
  if (declaredScopes(service, role, called))
    return explained("wrong-environment", sentence, { kind: "ask", role, environment: called });
  return explained("wrong-environment", `${sentence} The role ${printable(role)} is not declared there.`, {
    kind: "declaration",
  });
}

/** The service says that its token is for another service. */
export function explainAudience({ token, service }: Case): Explanation {
  const audience = printable(token.audience, 200);
  return service.audiences.includes(token.audience)
    ? contradiction(
        "wrong-audience",
        "the token is for another service",
        `it is for this one: its audience is ${audience}, as declared. The service checks for another.`,
        { kind: "declaration" },
      )
    : explained(
        "wrong-audience",
        `The token is for the audience ${audience}. The declaration says ${names(service.audiences, "or")} now: a new token will do.`,
        { kind: "new-token" },
      );
}

/** The token is not one of this service's, and nothing else of it is this service's to know. */
export const foreignToken: Explanation = explained(
  "wrong-audience",
  "The token is not for this service.",
  null,
);
