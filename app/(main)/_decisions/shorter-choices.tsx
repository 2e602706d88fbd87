import { Choices } from "@/components/ui/choice";
import { durationWords } from "@/lib/declarations/describe";

const usual = [900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];

/** Durations below what would be granted: an approver may shorten, never widen. */
export function ShorterChoices({
  longestSeconds,
  value,
  onChange,
}: {
  longestSeconds: number;
  value: number | null;
  onChange: (seconds: number) => void;
}) {
  const half = Math.max(60, Math.floor(longestSeconds / 2));
  const durations = [...new Set([...usual, half])]
    .filter((seconds) => seconds < longestSeconds)
    .sort((a, b) => a - b);
  return (
    <Choices
      legend="Access lasts"
      name="seconds"
      layout="row"
      value={String(value ?? "")}
      onChange={(chosen) => onChange(Number(chosen))}
      choices={durations.map((seconds) => ({ value: String(seconds), label: durationWords(seconds) }))}
    />
  );
}
