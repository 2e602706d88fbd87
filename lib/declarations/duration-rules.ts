import { parseDuration } from "@/lib/config/duration";
import type { TraitProblem } from "./problem";
import type { AccessTrait } from "./trait";

/** Durations that contradict each other. What is merely longer than a limit is capped, and the cap is shown. */
export function contradictingDurations(trait: AccessTrait): TraitProblem[] {
  const problems = within(trait.defaults?.duration, ["defaults", "duration"]);
  for (const [name, role] of Object.entries(trait.roles)) {
    problems.push(...within(role.duration, ["roles", name, "duration"]));
    const wider = trait.defaults?.duration?.max;
    // What is proposed is at most what is allowed: of a role with a maximum of its own that is said above.
    const field = role.duration?.max ? "max" : "default";
    const wished = role.duration?.[field];
    if (wished && wider && parseDuration(wished) > parseDuration(wider)) {
      problems.push({
        severity: "warning",
        rule: "capped-duration",
        path: ["roles", name, "duration", field],
        message: `Role ${name} ${field === "max" ? "may be held" : "is proposed"} for ${wished}, but the service default caps it at ${wider}.`,
        hint: "The strictest limit wins. Raise defaults.duration.max, or give the other roles limits of their own.",
      });
    }
  }
  return problems;
}

function within(range: { default?: string; max?: string } | undefined, path: string[]): TraitProblem[] {
  if (!range?.default || !range.max || parseDuration(range.default) <= parseDuration(range.max)) return [];
  return [
    {
      severity: "error",
      rule: "duration-order",
      path: [...path, "default"],
      message: `The proposed duration ${range.default} is longer than the longest allowed, ${range.max}.`,
      hint: "Make default at most max.",
    },
  ];
}
