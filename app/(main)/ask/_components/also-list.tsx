import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { durationWords, oneOfWords, stageWords } from "@/lib/declarations/describe";
import type { ItemPreview } from "@/lib/requests/preview-bundle";
import { type Another, keyOf } from "./another";

/** The further roles of a bundle: where, who decides each and what stands in its way. */
export function AlsoList({
  also,
  previews,
  standingOf,
  onChange,
}: {
  also: Another[];
  previews: ItemPreview[];
  /** What keeps one from being asked for, whatever is written in the form. */
  standingOf: (preview: ItemPreview) => string | null;
  onChange: (also: Another[]) => void;
}) {
  return (
    <ul aria-label="Also asked for" className="grid gap-2">
      {also.map((another, index) => {
        const preview = previews[index];
        const problem = preview ? standingOf(preview) : null;
        return (
          <li
            key={keyOf(another)}
            className="flex items-start gap-3 rounded-md border border-line bg-surface px-3 py-2 text-sm"
          >
            <div className="grid min-w-0 grow gap-1">
              <p className="break-words">
                <span className="font-medium">{another.roleTitle}</span> on {another.serviceTitle}
                {another.environment && another.environments.length < 2 ? ` in ${another.environment}` : null}
              </p>
              {problem ? (
                <p role="alert" className="break-words text-[13px] text-refused">
                  {problem}
                </p>
              ) : (
                <p className="text-[13px] text-muted">{preview?.outlook ? words(preview.outlook) : "…"}</p>
              )}
              {another.environments.length > 1 ? (
                <Select
                  aria-label={`Where: ${another.role} on ${another.serviceTitle}`}
                  className="h-8 w-fit"
                  value={another.environment ?? ""}
                  onChange={(event) =>
                    onChange(also.with(index, { ...another, environment: event.target.value }))
                  }
                >
                  {another.environments.map((environment) => (
                    <option key={environment}>{environment}</option>
                  ))}
                </Select>
              ) : null}
            </div>
            <Button
              look="quiet"
              size="icon"
              className="size-8"
              aria-label={`Leave out ${another.role} on ${another.serviceTitle}`}
              onClick={() => onChange(also.toSpliced(index, 1))}
            >
              <X aria-hidden className="size-4" />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

function words(outlook: NonNullable<ItemPreview["outlook"]>): string {
  const who = outlook.autoApproved
    ? "Granted at once"
    : `Decided by ${oneOfWords(outlook.stages.map(stageWords), "and")}`;
  return `${who}, for ${durationWords(outlook.effectiveDurationSeconds)}`;
}
