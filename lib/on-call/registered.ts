import type { Config } from "@/lib/config/config";
import type { ApprovalRules } from "@/lib/declarations/approval-rules";
import { oneOfWords } from "@/lib/declarations/describe";
import { scheduleOf } from "./held";

type Approval = Pick<ApprovalRules, "stages" | "autoApprove">;

/** Every schedule that an approval names. */
const schedulesIn = ({ stages, autoApprove }: Approval): string[] => [
  ...new Set(
    [
      ...stages.flatMap((stage) => [...stage.approvers, ...stage.escalatesTo]),
      ...(autoApprove?.eligible ?? []),
    ].flatMap((ref) => scheduleOf(ref) ?? []),
  ),
];

/** Why an approval that names a schedule of nowhere can never be had, in words; null: every one is registered. */
export function unknownSchedule(approval: Approval, { onCall }: Pick<Config, "onCall">): string | null {
  const unknown = schedulesIn(approval).filter((name) => !onCall.some((schedule) => schedule.name === name));
  if (unknown.length === 0) return null;
  return `daypass.yaml registers no on-call schedule ${oneOfWords(unknown)}`;
}
