"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Card } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import { CommentField } from "../../../_decisions/comment-field";
import { decide } from "../../actions";

type Verdict = "approve" | "deny";
const verbs = { approve: "Approve", deny: "Deny" } as const;

/** An owner's yes or no; only there for who can give one. A link may open the dialog, and never decides. */
export function ProposalDecision({
  id,
  words,
  abilities,
  opened,
  moot,
}: {
  id: string;
  words: string;
  abilities: Verdict[];
  opened: Verdict | null;
  /** Why there is nothing left to decide, when that became so while the dialog was open. */
  moot: string | null;
}) {
  const [verdict, setVerdict] = useState<Verdict | null>(
    opened && abilities.includes(opened) ? opened : null,
  );
  useKeys({
    a: abilities.includes("approve") ? () => setVerdict("approve") : undefined,
    d: abilities.includes("deny") ? () => setVerdict("deny") : undefined,
  });
  return (
    <>
      {abilities.length > 0 ? (
        <Card className="mb-6 flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm">You are asked as an owner. Until you say yes, none of it counts.</p>
          <div className="flex gap-2">
            <Button look="primary" onClick={() => setVerdict("approve")}>
              Approve
            </Button>
            <Button look="danger" onClick={() => setVerdict("deny")}>
              Deny
            </Button>
          </div>
        </Card>
      ) : null}
      {verdict ? (
        <VerdictDialog id={id} words={words} verdict={verdict} moot={moot} onClose={() => setVerdict(null)} />
      ) : null}
    </>
  );
}

function VerdictDialog({
  id,
  words,
  verdict,
  moot,
  onClose,
}: {
  id: string;
  words: string;
  verdict: Verdict;
  moot: string | null;
  onClose: () => void;
}) {
  const router = useRouter();
  const [comment, setComment] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    startSending(async () => {
      const answer = await decide(id, { verdict, comment: comment.trim() || null });
      router.refresh();
      if (!answer.ok) return setProblem(answer.problem.detail);
      toast(`${verdict === "approve" ? "Approved" : "Denied"} ${words}`);
      onClose();
    });
  };
  const over = problem ?? (moot && !sending ? moot : null);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`${verbs[verdict]} ${words}`}>
      <form onSubmit={submit} className="grid gap-4">
        <CommentField
          label="Comment (optional)"
          hint={
            verdict === "approve"
              ? "From then on all of the declaration counts."
              : "Everything stays as it is. You can ask for it again on the page of the service."
          }
          value={comment}
          onChange={setComment}
        />
        {over ? <ProblemLine>{over}</ProblemLine> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{over ? "Close" : "Cancel"}</Button>
          <Button
            type="submit"
            look={verdict === "deny" ? "danger" : "primary"}
            disabled={sending || Boolean(moot)}
          >
            {sending ? "Sending…" : verbs[verdict]}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
