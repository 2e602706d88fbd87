import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { RoleRules } from "@/lib/declarations/rules";
import type { Standing } from "@/lib/principals/standing";

interface Named {
  status: "active" | "withdrawn";
  owners: readonly string[];
}

/** Why a role cannot be asked for by anybody, in words, or undefined when it can. */
export function whyNotOffered(
  service: Named,
  rules: RoleRules,
  unknownSchedule: string | null,
): string | undefined {
  if (service.status === "withdrawn") return "The service is no longer declared.";
  if (rules.unsupported.length > 0)
    return `It asks for what Daypass cannot enforce yet: ${oneOfWords(rules.unsupported, "and")}.`;
  return unknownSchedule === null ? undefined : `It names somebody whom nobody knows: ${unknownSchedule}.`;
}

/** Why it cannot be asked for by somebody where it is offered, in the words of the request form. */
export function whyNotRequestable(
  service: Named,
  role: string,
  rules: RoleRules,
  standing: Standing,
): string | undefined {
  const owners = oneOfWords(service.owners.map(referenceWords));
  if (!standing.mayAskFor(role, rules.eligible)) {
    if (rules.eligible.length === 0)
      return `The declaration names nobody who may ask for it. Talk to ${owners}.`;
    return `It is for ${oneOfWords(rules.eligible.map(referenceWords))}. Talk to ${owners}, who own it.`;
  }
  const only = rules.approval.autoApprove?.eligible;
  if (only && !only.some((ref) => standing.refs.has(ref))) {
    return `It is approved at once for ${oneOfWords(only.map(referenceWords))}, and for nobody else.`;
  }
  return undefined;
}
