import type { RoleRules } from "@/lib/declarations/rules";
import { scheduleOf } from "@/lib/on-call/held";
import type { Ask, Refusal } from "./ask";
import { unreadableWords } from "./on-call-outlook";

/** The schedule that a yes hangs on, where nothing else in the list is this person's. */
function onCallFor(eligible: readonly string[], refs: ReadonlySet<string>): string | null {
  const through = eligible.filter((ref) => refs.has(ref)).map(scheduleOf);
  return through.includes(null) ? null : (through[0] ?? null);
}

interface AutoApproval {
  applies: boolean;
  onCallFor?: string | null;
  limit?: { seconds: number; name: string };
  refusal?: Refusal;
}

/** Whether a policy says yes by itself to somebody with these references, and up to how long. */
export function autoApproval(rules: RoleRules, refs: ReadonlySet<string>, { onCall }: Ask): AutoApproval {
  const auto = rules.approval.autoApprove;
  if (!auto) return { applies: false };
  const name = `approval policy ${rules.approval.name}`;
  const limit = auto.maxDurationSeconds === null ? {} : { limit: { seconds: auto.maxDurationSeconds, name } };
  if (auto.eligible === null || auto.eligible.some((ref) => refs.has(ref)))
    return { applies: true, onCallFor: onCallFor(auto.eligible ?? [], refs), ...limit };
  return {
    applies: false,
    ...limit,
    refusal: {
      code: "not-eligible",
      detail: [
        `${name} says yes by itself, and only to ${auto.eligible.join(", ")}.`,
        unreadableWords(onCall, auto.eligible),
      ]
        .filter(Boolean)
        .join(" "),
      path: "role",
    },
  };
}
