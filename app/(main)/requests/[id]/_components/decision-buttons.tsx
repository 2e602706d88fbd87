"use client";
import { useCallback, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/layout";
import type { RequestAction } from "@/lib/requests/policy";
import type { Decided } from "../../../_decisions/decided-list";
import { type Decision, DecisionDialog } from "../../../_decisions/decision-dialog";
import { useDecisionKeys } from "../../../_decisions/use-decision-keys";

/**
 * Only what this person can do is here; a link may open the dialog, and never decides. A dialog that is open stays when the
 * request moves on: what was typed is not lost, and `moot` says why it is of no use any more.
 */
export function DecisionButtons({
  request,
  abilities,
  because,
  opened,
  moot,
}: {
  request: Decided;
  abilities: RequestAction[];
  /** Why this person is asked. */
  because: string | null;
  opened: Decision | null;
  moot: string | null;
}) {
  const [decision, setDecision] = useState<Decision | null>(
    opened && abilities.includes(opened) ? opened : null,
  );
  const open = useCallback(
    (wanted: Decision) => abilities.includes(wanted) && setDecision(wanted),
    [abilities],
  );
  useDecisionKeys(open);
  return (
    <>
      {abilities.includes("approve") || abilities.includes("deny") ? (
        <Card className="mb-6 flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm">{because}</p>
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
          </div>
        </Card>
      ) : null}
      {decision ? (
        <DecisionDialog
          decision={decision}
          requests={[request]}
          moot={moot}
          onClose={() => setDecision(null)}
        />
      ) : null}
    </>
  );
}
