import type { Config } from "@/lib/config/config";
import type { RoleRules } from "@/lib/declarations/rules";
import type { Ask, Refusal } from "./ask";

const scheduleAheadSeconds = 30 * 86_400;

/** What of an ask the one who wrote it can mend in the form. Pure. */
export function inputRefusals(ask: Ask, rules: RoleRules, config: Config): Refusal[] {
  const refusals: Refusal[] = [];
  const bad = (path: string, detail: string) =>
    refusals.push({ code: "invalid-input", path, detail: `${path}: ${detail}` });
  if (ask.durationSeconds < config.limits.minDurationSeconds)
    bad("durationSeconds", `at least ${config.limits.minDurationSeconds} seconds`);
  if (ask.justification.length < rules.justification.minLength) {
    bad(
      "justification",
      `at least ${rules.justification.minLength} characters; ${ask.service.title} requires a reason that can be understood later`,
    );
  }
  const like = config.tickets ? `, like ${config.tickets.example}` : "";
  if (rules.justification.ticket === "required" && !ask.ticket)
    bad("ticket", `${ask.role} needs a ticket${like}`);
  else if (ask.ticket && config.tickets && !config.tickets.pattern.test(ask.ticket))
    bad("ticket", `that is no ticket here: write it${like.slice(1)}`);
  if (ask.startsAt && ask.extends) bad("startsAt", "an extension begins where the access ends");
  else if (ask.startsAt && rules.breakGlass) bad("startsAt", "an emergency starts now: leave it empty");
  else if (ask.startsAt) {
    const ahead = (ask.startsAt.getTime() - ask.now.getTime()) / 1000;
    if (ahead < -60) bad("startsAt", "lies in the past");
    if (ahead > scheduleAheadSeconds) bad("startsAt", "at most 30 days ahead");
  }
  return refusals;
}
