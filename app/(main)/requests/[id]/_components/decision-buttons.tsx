"use client";
import { useRef, useState } from "react";
import { Looking } from "@/components/requests/looking";
import { useKeys } from "@/components/shell/use-keys";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import type { RequestAction } from "@/lib/requests/policy";
import type { ClaimView } from "@/lib/requests/view";
import type { Decided } from "../../../_decisions/decided-list";
import { type Decision, DecisionDialog } from "../../../_decisions/decision-dialog";
import { useClaim } from "../../../_decisions/use-claim";

/**
 * Only what this person can do is here; a link may open the dialog, and never decides. A dialog that is open stays when the
 * request moves on: what was typed is not lost, and `moot` says why it is of no use any more.
 */
export function DecisionButtons({
  request,
  abilities,
  because,
  claims,
  viewerId,
  opened,
  moot,
}: {
  request: Decided;
  abilities: RequestAction[];
  /** Why this person is asked. */
  because: string | null;
  claims: ClaimView[];
  viewerId: string;
  opened: Decision | null;
  moot: string | null;
}) {
  const may = (action: RequestAction) => abilities.includes(action);
  const [decision, setDecision] = useState<Decision | null>(opened && may(opened) ? opened : null);
  const decided = useRef(false);
  const { say, sending, problem } = useClaim();
  const claim = () => !sending && say(request.id, may("claim"));
  useKeys({
    a: may("approve") ? () => setDecision("approve") : undefined,
    s: may("shorten") ? () => setDecision("shorten") : undefined,
    d: may("deny") ? () => setDecision("deny") : undefined,
    c: may("claim") || may("release") ? claim : undefined,
  });
  return (
    <>
      {may("approve") || may("deny") ? (
        <Card className="mb-6 flex flex-wrap items-center justify-between gap-3">
          <p className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
            {because ? <span>{because}</span> : null}
            <Looking claims={claims} viewerId={viewerId} />
          </p>
          <div className="flex flex-wrap gap-2">
            {may("approve") ? (
              <Button look="primary" onClick={() => setDecision("approve")}>
                Approve
              </Button>
            ) : null}
            {may("shorten") ? (
              <Button onClick={() => setDecision("shorten")}>Shorten and approve</Button>
            ) : null}
            {may("deny") ? (
              <Button look="danger" onClick={() => setDecision("deny")}>
                Deny
              </Button>
            ) : null}
            {may("claim") || may("release") ? (
              <Button look="quiet" onClick={claim} disabled={sending}>
                {may("claim") ? "I am looking at it" : "Let go of it"}
              </Button>
            ) : null}
          </div>
          {problem ? <ProblemLine className="basis-full">{problem}</ProblemLine> : null}
        </Card>
      ) : claims.length > 0 ? (
        <p className="mb-6 flex flex-wrap gap-x-3 gap-y-1 text-sm">
          <Looking claims={claims} viewerId={viewerId} />
        </p>
      ) : null}
      {decision ? (
        <DecisionDialog
          decision={decision}
          requests={[request]}
          moot={moot}
          onDecided={(ids) => {
            decided.current = ids.length > 0;
          }}
          onClose={() => setDecision(null)}
          onCloseAutoFocus={(event) => {
            if (!decided.current) return;
            event.preventDefault();
            document.getElementById("request-status")?.focus();
          }}
        />
      ) : null}
    </>
  );
}
