"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import type { ReviewView } from "@/lib/reviews/view";
import { CommentField } from "../../../_decisions/comment-field";
import { review } from "../actions";

type Verdict = NonNullable<ReviewView["verdict"]>;
const verdicts = { justified: "Justified", "not-justified": "Not justified" } as const;

/** Only there for who can review it now. Either answer takes a word on what was found. */
export function ReviewButtons({ id, words }: { id: string; words: string }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setVerdict("justified")}>Justified</Button>
      <Button look="danger" onClick={() => setVerdict("not-justified")}>
        Not justified
      </Button>
      {verdict ? (
        <VerdictDialog id={id} words={words} verdict={verdict} onClose={() => setVerdict(null)} />
      ) : null}
    </div>
  );
}

function VerdictDialog({
  id,
  words,
  verdict,
  onClose,
}: {
  id: string;
  words: string;
  verdict: Verdict;
  onClose: () => void;
}) {
  const router = useRouter();
  const [comment, setComment] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    startSending(async () => {
      const answer = await review(id, { verdict, comment });
      if (!answer.ok) return setProblem(answer.problem.detail);
      toast(`Reviewed ${words}`);
      onClose();
      router.refresh();
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${verdicts[verdict]}: ${words}`}
      lead="It is kept with the access for good, and cannot be changed."
    >
      <form onSubmit={submit} noValidate className="grid gap-4">
        <CommentField
          label="What did you find?"
          placeholder="Matches incident INC-204: the queue was cleared, nothing else was touched."
          error={problem}
          value={comment}
          onChange={setComment}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={verdict === "justified" ? "primary" : "danger"} disabled={sending}>
            {sending ? "Sending…" : verdicts[verdict]}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
