import { AppError } from "@/lib/errors/app-error";
import type { InsightInput } from "./schema";
import type { Unit } from "./view";

const dayMs = 86_400_000;
const usualDays = 90;
const mostDays = 1_100;

export interface InsightPeriod {
  from: Date;
  to: Date;
  /** Beginning of the period of the same length before. */
  beforeFrom: Date;
  unit: Unit;
}

/** What a call asks about; it ends now and begins 90 days before unless it says otherwise. Throws `invalid-input`. */
export function periodOf(input: Pick<InsightInput, "from" | "to">, now: Date): InsightPeriod {
  const to = input.to ?? now;
  const from = input.from ?? new Date(startOf("day", to).getTime() - usualDays * dayMs);
  const length = to.getTime() - from.getTime();
  if (length <= 0) throw wrong("from", "has to be before `to`");
  if (length > mostDays * dayMs) throw wrong("from", `at most ${mostDays} days before \`to\``);
  const unit = length <= 45 * dayMs ? "day" : length <= 200 * dayMs ? "week" : "month";
  return { from, to, beforeFrom: new Date(from.getTime() - length), unit };
}

const wrong = (path: string, message: string) =>
  new AppError("invalid-input", `${path}: ${message}`, { errors: [{ path, message }] });

/** The beginning, in UTC, of the day, week (from Monday) or month that an instant is in: as date_trunc has it. */
export function startOf(unit: Unit, at: Date): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  if (unit === "month") return new Date(Date.UTC(year, month, 1));
  return new Date(Date.UTC(year, month, unit === "week" ? day - ((at.getUTCDay() + 6) % 7) : day));
}

/** The beginnings of every step from the one that `from` is in to the one before `to`. */
export function stepsOf({ from, to, unit }: InsightPeriod): Date[] {
  const steps: Date[] = [];
  for (let at = startOf(unit, from); at < to; at = next(unit, at)) steps.push(at);
  return steps;
}

const next = (unit: Unit, at: Date) =>
  unit === "month"
    ? new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
    : new Date(at.getTime() + (unit === "week" ? 7 : 1) * dayMs);
