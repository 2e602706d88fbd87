import type { RoleRules } from "@/lib/declarations/rules";
import type { Ask, Refusal } from "./ask";

/** What the requester has, or waits for, beside which this role in this environment may not be asked for. */
export function conflicts(ask: Ask, environment: string | null, rules: RoleRules): Refusal[] {
  const refusals: Refusal[] = [];
  const same = ask.taken.find(
    (other) => other.kind === "request" && other.role === ask.role && other.environment === environment,
  );
  if (same) {
    refusals.push({
      code: "already-asked",
      detail: "You have asked for this already, and it waits for a decision.",
      extra: { accessRequestId: same.id },
    });
  }
  const against = ask.taken.find((other) => rules.conflictsWith.includes(other.role));
  if (against) refusals.push(conflict(ask.role, against));
  return refusals;
}

/** Two roles that may not be held together. */
export function conflict(role: string, against: Pick<Ask["taken"][number], "role" | "kind">): Refusal {
  const { role: other, kind } = against;
  const pair = `${role} and ${other}`;
  const detail =
    kind === "beside"
      ? `${pair}, both of this bundle, may not be held together. Ask for one of them.`
      : `${pair}, which you ${kind === "grant" ? "hold" : "have asked for"}, may not be held together. Give back or cancel ${other} first.`;
  return { code: "conflicting-role", detail, path: "role" };
}
