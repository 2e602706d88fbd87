"use client";
import { useCallback, useState } from "react";
import { Button } from "@/components/ui/button";
import type { RequestAction } from "@/lib/requests/policy";
import { type Decided, type Decision, DecisionDialog } from "../../../_decisions/decision-dialog";
import { useDecisionKeys } from "../../../_decisions/use-decision-keys";

/** Only what this person can do is here; a link may open the dialog, and never decides. */
export function DecisionButtons({
  request,
  abilities,
  opened,
}: {
  request: Decided;
  abilities: RequestAction[];
  opened: Decision | null;
}) {
  const [decision, setDecision] = useState<Decision | null>(
    opened && abilities.includes(opened) ? opened : null,
  );
  const open = useCallback(
    (wanted: Decision) => abilities.includes(wanted) && setDecision(wanted),
    [abilities],
  );
  useDecisionKeys(open);
  if (!abilities.includes("approve") && !abilities.includes("deny")) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {abilities.includes("approve") ? (
        <Button look="primary" onClick={() => setDecision("approve")}>
          Approve
        </Button>
      ) : null}
      {abilities.includes("shorten") && request.effectiveDurationSeconds > 60 ? (
        <Button onClick={() => setDecision("shorten")}>Shorten and approve</Button>
      ) : null}
      {abilities.includes("deny") ? (
        <Button look="danger" onClick={() => setDecision("deny")}>
          Deny
        </Button>
      ) : null}
      {decision ? (
        <DecisionDialog decision={decision} requests={[request]} onClose={() => setDecision(null)} />
      ) : null}
    </div>
  );
}
