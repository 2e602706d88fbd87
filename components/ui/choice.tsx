import type { ReactNode } from "react";
import { cn } from "./cn";

export interface Choice {
  value: string;
  label: ReactNode;
  note?: ReactNode;
  disabled?: boolean;
}

/** One of several, as real radio buttons: arrow keys move, a screen reader counts. */
export function Choices({
  legend,
  name,
  choices,
  value,
  onChange,
  layout = "stack",
}: {
  legend: ReactNode;
  name: string;
  choices: Choice[];
  value: string;
  onChange: (value: string) => void;
  layout?: "stack" | "row";
}) {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 font-medium text-sm">{legend}</legend>
      <div className={layout === "row" ? "flex flex-wrap gap-2" : "grid gap-2"}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              "relative flex cursor-pointer items-start gap-2.5 rounded-md border border-line bg-surface px-3 py-2 text-sm hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2",
              choice.disabled && "cursor-default bg-sunken text-muted hover:border-line",
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.disabled}
              onChange={() => onChange(choice.value)}
              className={cn("mt-1 accent-(--accent) outline-none", layout === "row" && "sr-only")}
            />
            <span className="grid min-w-0 gap-0.5">
              <span className="font-medium">{choice.label}</span>
              {choice.note ? <span className="text-[13px] text-muted">{choice.note}</span> : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
