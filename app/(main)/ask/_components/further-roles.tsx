import type { ItemPreview } from "@/lib/requests/preview-bundle";
import { mostOfBundle } from "@/lib/requests/schema";
import { AddRole } from "./add-role";
import { AlsoList } from "./also-list";
import { keyOf } from "./another";
import type { Draft } from "./draft";
import type { AskedService } from "./place-choice";

/** What is asked for in the same submit, and the way to add to it. */
export function FurtherRoles({
  service,
  draft,
  previews,
  standingOf,
  change,
}: {
  service: AskedService;
  draft: Draft;
  previews: ItemPreview[];
  standingOf: (preview: ItemPreview) => string | null;
  change: (part: Partial<Draft>) => void;
}) {
  const { also = [] } = draft;
  const isTaken = (ref: string, role: string) =>
    [draft, ...also].some((taken) => taken.service === ref && taken.role === role);
  return (
    <div className="-mt-3 grid gap-3">
      {also.length > 0 ? (
        <AlsoList
          also={also}
          previews={previews}
          standingOf={standingOf}
          onChange={(changed) => change({ also: changed })}
        />
      ) : null}
      {also.length + 1 < mostOfBundle ? (
        <AddRole
          own={service}
          environment={draft.environment}
          isTaken={isTaken}
          onAdd={(added) => change({ also: [...also.filter((each) => keyOf(each) !== keyOf(added)), added] })}
        />
      ) : null}
    </div>
  );
}
