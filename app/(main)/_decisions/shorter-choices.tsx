import { Choices } from "@/components/ui/choice";
import { durationWords } from "@/lib/declarations/describe";
import { shorterDurations } from "@/lib/requests/shorter-durations";

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
  const durations = shorterDurations(longestSeconds);
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
