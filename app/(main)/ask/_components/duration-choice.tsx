"use client";
import { Choices } from "@/components/ui/choice";
import { durationWords } from "@/lib/declarations/describe";
import { limitWords } from "@/lib/declarations/limit-words";

const presets = [900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];

/** Durations that are allowed here, the longest always among them, with the limit and whose it is. */
export function DurationChoice({
  seconds,
  limitSeconds,
  limitName,
  onChange,
}: {
  seconds: number;
  limitSeconds: number;
  limitName: string;
  onChange: (seconds: number) => void;
}) {
  const offered = [
    ...new Set([
      ...presets.filter((preset) => preset < limitSeconds),
      Math.min(seconds, limitSeconds),
      limitSeconds,
    ]),
  ]
    .sort((a, b) => a - b)
    .filter((value) => value > 0);
  return (
    <div className="grid gap-2">
      <Choices
        legend="For how long?"
        name="duration"
        layout="row"
        value={String(Math.min(seconds, limitSeconds))}
        onChange={(value) => onChange(Number(value))}
        choices={offered.map((value) => ({ value: String(value), label: durationWords(value) }))}
      />
      <p className="text-[13px] text-muted">
        At most {durationWords(limitSeconds)}: {limitWords(limitName, limitSeconds)}.
      </p>
    </div>
  );
}
