import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { RoleRules } from "@/lib/declarations/rules";
import type { Standing } from "@/lib/principals/standing";

/** Why a role cannot be asked for by somebody, in words, or undefined when it can. Says what the request form would say. */
export function whyNotRequestable(
  service: { status: "active" | "withdrawn"; owners: readonly string[] },
  role: string,
  rules: RoleRules,
  standing: Standing,
  unknownSchedule: string | null,
): string | undefined {
  if (service.status === "withdrawn") return "The service is no longer declared.";
  if (rules.unsupported.length > 0)
    return `It asks for what Daypass cannot enforce yet: ${oneOfWords(rules.unsupported, "and")}.`;
  if (unknownSchedule) return `It names somebody whom nobody knows: ${unknownSchedule}.`;
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
