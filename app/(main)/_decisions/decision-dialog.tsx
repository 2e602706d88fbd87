"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { durationWords } from "@/lib/declarations/describe";
import { decide } from "./actions";
import { CommentField } from "./comment-field";

export type Decision = "approve" | "shorten" | "deny";

export interface Decided {
  id: string;
  /** "Riley's request for refunder on Orders API" */
  words: string;
  effectiveDurationSeconds: number;
}

const shorter = [900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];
const done = { approve: "Approved", shorten: "Shortened and approved", deny: "Denied" } as const;
const verbs = { approve: "Approve", shorten: "Shorten and approve", deny: "Deny" } as const;

/** One yes or no to one request, or to several alike with one comment. Says what became of each that was refused. */
export function DecisionDialog({
  decision,
  requests,
  onDecided,
  moot,
  onClose,
}: {
  decision: Decision;
  requests: Decided[];
  /** Told which of them this person has just decided, before the page is read again. */
  onDecided?: (ids: string[]) => void;
  /** Why there is nothing left to decide, when that became so while the dialog was open. */
  moot?: string | null;
  onClose: () => void;
}) {
  const router = useRouter();
  const [comment, setComment] = useState("");
  const longest = Math.min(...requests.map((request) => request.effectiveDurationSeconds));
  const durations = [
    ...new Set([...shorter.filter((seconds) => seconds < longest), Math.max(60, Math.floor(longest / 2))]),
  ]
    .filter((seconds) => seconds < longest)
    .sort((a, b) => a - b);
  const [seconds, setSeconds] = useState<number | null>(null);
  const [refused, setRefused] = useState<string[]>([]);
  const [missing, setMissing] = useState(false);
  const [sending, startSending] = useTransition();
  const [only] = requests;

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (decision === "deny" && comment.trim() === "") {
      setMissing(true);
      return;
    }
    startSending(async () => {
      const verdict = decision === "deny" ? "deny" : "approve";
      const input = {
        verdict,
        comment: comment.trim() || null,
        ...(decision === "shorten" && seconds ? { durationSeconds: seconds } : {}),
      };
      const answers = await Promise.all(
        requests.map(async (request) => ({ request, answer: await decide(request.id, input) })),
      );
      const problems = answers.flatMap(({ request, answer }) =>
        answer.ok ? [] : [`${request.words}: ${answer.problem.detail}`],
      );
      onDecided?.(answers.flatMap(({ request, answer }) => (answer.ok ? [request.id] : [])));
      router.refresh();
      if (problems.length > 0) return setRefused(problems);
      toast(
        `${done[decision]} ${only && requests.length === 1 ? only.words : `${requests.length} requests`}`,
      );
      onClose();
    });
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={
        requests.length === 1 && only
          ? `${verbs[decision]} ${only.words}`
          : `${verbs[decision]} ${requests.length} requests`
      }
    >
      <form onSubmit={submit} className="grid gap-4">
        {decision === "shorten" ? (
          <Choices
            legend="Access lasts"
            name="seconds"
            layout="row"
            value={String(seconds ?? "")}
            onChange={(value) => setSeconds(Number(value))}
            choices={durations.map((value) => ({ value: String(value), label: durationWords(value) }))}
          />
        ) : null}
        <CommentField
          label={decision === "deny" ? "Why not?" : "Comment (optional)"}
          hint={decision === "deny" ? "The one who asked reads it." : undefined}
          error={missing && comment.trim() === "" ? "Say why, so that they know what to do instead." : null}
          value={comment}
          onChange={setComment}
        />
        {refused.map((line) => (
          <p key={line} role="alert" className="text-refused text-sm">
            {line}
          </p>
        ))}
        {moot && !sending && refused.length === 0 ? (
          <p role="alert" className="text-refused text-sm">
            {moot} There is nothing left for you to decide.
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{refused.length > 0 || moot ? "Close" : "Cancel"}</Button>
          <Button
            type="submit"
            look={decision === "deny" ? "danger" : "primary"}
            disabled={sending || Boolean(moot) || (decision === "shorten" && seconds === null)}
          >
            {sending ? "Sending…" : verbs[decision]}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
