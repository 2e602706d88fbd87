import type { RequestPreview } from "@/lib/requests/preview-request";

type Rule = RequestPreview["justification"];

/** What one reason has to be for all the roles that it is given for. */
export function mergedRule(first: Rule, others: readonly Rule[]): Rule {
  const all = [first, ...others];
  const asks = (ticket: Rule["ticket"]) => all.some((rule) => rule.ticket === ticket);
  return {
    minLength: Math.max(...all.map(({ minLength }) => minLength)),
    ticket: asks("required") ? "required" : asks("optional") ? "optional" : "none",
    ticketExample: first.ticketExample,
  };
}
