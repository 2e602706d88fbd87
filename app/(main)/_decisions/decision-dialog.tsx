"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import { SignInFirst } from "../_step-up/sign-in-first";
import { useSignInAgain } from "../_step-up/use-sign-in-again";
import { CommentField } from "./comment-field";
import { type Decided, DecidedList } from "./decided-list";
import { type KeptDecision, keptAs, useKeptDecision } from "./kept-decision";
import { ShorterChoices } from "./shorter-choices";
import { useDecide } from "./use-decide";

export type Decision = "approve" | "shorten" | "deny";

const done = { approve: "Approved", shorten: "Shortened and approved", deny: "Denied" } as const;
const verbs = { approve: "Approve", shorten: "Shorten and approve", deny: "Deny" } as const;

const about = ([first, ...others]: Decided[]) =>
  others.length > 0 ? `${others.length + 1} requests` : (first?.words ?? "nothing");

/** One yes or no to one request, or to several alike with one comment. Says what became of each that was refused. */
export function DecisionDialog({
  decision,
  requests,
  pathBack = "/inbox",
  typed,
  onDecided,
  moot,
  onClose,
  onCloseAutoFocus,
}: {
  decision: Decision;
  requests: Decided[];
  /** The list that opens this dialog again about several requests. */
  pathBack?: string;
  /** What was typed before its writer signed in again. */
  typed?: Pick<KeptDecision, "comment" | "seconds"> | undefined;
  /** Told which of them this person has just decided, before the page is read again. */
  onDecided?: (ids: string[]) => void;
  /** Why there is nothing left to decide, when that became so while the dialog was open. */
  moot?: string | null;
  onClose: () => void;
  /** Where the focus goes from here, when what it came from is about to go. */
  onCloseAutoFocus?: (event: Event) => void;
}) {
  const [comment, setComment] = useState(typed?.comment ?? "");
  const [seconds, setSeconds] = useState(typed?.seconds ?? null);
  const [missing, setMissing] = useState(false);
  const { left, refusals, demand, problem, sending, send } = useDecide(requests, (decided, undecided) => {
    onDecided?.(decided.map(({ id }) => id));
    if (decided.length > 0) toast(`${done[decision]} ${about(decided)}`);
    if (undecided.length === 0) onClose();
  });

  const { leave, state } = useSignInAgain();
  useKeptDecision(requests.length === 1 ? keptAs(decision, idsOf(requests)) : null, (kept) => {
    setComment(kept.comment);
    setSeconds(kept.seconds);
  });
  const stepUp =
    decision === "deny" ? null : (demand ?? left.find((request) => request.stepUp)?.stepUp ?? null);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (stepUp) {
      const kept: KeptDecision = { decision, ids: idsOf(left), comment, seconds };
      return void leave(stepUp, pathOf(kept) ?? pathBack, keptAs(decision, kept.ids), kept);
    }
    if (decision === "deny" && comment.trim() === "") return setMissing(true);
    send({
      verdict: decision === "deny" ? "deny" : "approve",
      comment: comment.trim() || null,
      ...(decision === "shorten" && seconds ? { durationSeconds: seconds } : {}),
    });
  };

  const over = problem ?? (moot && !sending && refusals.size === 0 ? moot : null);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      onCloseAutoFocus={onCloseAutoFocus}
      title={`${verbs[decision]} ${about(left)}`}
    >
      <form onSubmit={submit} className="grid gap-4">
        <DecidedList requests={left} refusals={refusals} />
        {decision === "shorten" ? (
          <ShorterChoices
            longestSeconds={Math.min(...left.map((request) => request.effectiveDurationSeconds))}
            value={seconds}
            onChange={setSeconds}
          />
        ) : null}
        <CommentField
          label={decision === "deny" ? "Why not?" : "Comment (optional)"}
          hint={decision === "deny" ? hintFor(left) : undefined}
          error={missing && comment.trim() === "" ? "Say why, so that they know what to do instead." : null}
          value={comment}
          onChange={setComment}
        />
        {stepUp && !moot ? <SignInFirst demand={stepUp} hasFailed={state === "failed"} /> : null}
        {over ? (
          <ProblemLine>
            {over} {problem ? null : "There is nothing left for you to decide."}
          </ProblemLine>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{over || refusals.size > 0 ? "Close" : "Cancel"}</Button>
          <Button
            type="submit"
            look={decision === "deny" ? "danger" : "primary"}
            disabled={
              sending ||
              state === "going" ||
              Boolean(moot) ||
              (decision === "shorten" && seconds === null && !stepUp)
            }
          >
            {state === "going"
              ? "Going to the provider…"
              : sending
                ? "Sending…"
                : stepUp
                  ? `Sign in again to ${decision}`
                  : verbs[decision]}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const hintFor = (requests: Decided[]) =>
  requests.length > 1 ? "Everybody who asked reads it." : "The one who asked reads it.";

const idsOf = (requests: Decided[]) => requests.map(({ id }) => id);

/** One request has a page that opens this dialog again. */
const pathOf = ({ ids: [only, ...others], decision }: KeptDecision) =>
  only && others.length === 0 ? `/requests/${only}?decide=${decision}` : null;
