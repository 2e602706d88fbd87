"use client";
import { useEffect, useState, useTransition } from "react";
import { useViewer } from "@/components/shell/signed-in";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choice";
import { Field, Input, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { ClockTime } from "@/components/ui/time";
import { toast } from "@/components/ui/toast";
import { durationWords, oneOfWords, referenceWords } from "@/lib/declarations/describe";
import { limitWords } from "@/lib/declarations/limit-words";
import type { Problem } from "@/lib/errors/problem";
import type { ExtensionDraft } from "@/lib/requests/extension-draft";
import type { RequestView } from "@/lib/requests/view";
import { fieldProblems } from "../_forms/field-problems";
import { demandOf } from "../_step-up/demand";
import { takeBack } from "../_step-up/kept";
import { SignInFirst } from "../_step-up/sign-in-first";
import { useSignInAgain } from "../_step-up/use-sign-in-again";
import { extend } from "./actions";

/** What waits in the tab while its writer signs in again. */
interface Kept {
  seconds: number;
  justification: string;
  ticket: string;
}

interface Props {
  id: string;
  draft: ExtensionDraft;
  onClose: () => void;
  onAsked: (request: RequestView) => void;
}

/** One step: how much longer, with the reason of the first time, which may be changed. */
export function ExtendForm({ id, draft, onClose, onAsked }: Props) {
  const { offers, preview } = draft;
  const usual = offers[Math.min(1, offers.length - 1)]?.seconds ?? 0;
  const [seconds, setSeconds] = useState(usual);
  const [justification, setJustification] = useState(draft.justification);
  const [ticket, setTicket] = useState(draft.ticket ?? "");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, startSending] = useTransition();
  const { leave, state } = useSignInAgain();
  const { principalId } = useViewer();
  const keptAs = `extension ${id}`;
  useEffect(() => {
    const kept = takeBack(principalId, keptAs) as Kept | null;
    if (!kept) return;
    if (offers.some((offer) => offer.seconds === kept.seconds)) setSeconds(kept.seconds);
    setJustification(kept.justification);
    setTicket(kept.ticket);
  }, [principalId, keptAs, offers]);
  const stepUp =
    (problem && demandOf(problem, problem)) ??
    preview.refusals.flatMap((each) => demandOf(each, each.extra) ?? [])[0] ??
    null;
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (stepUp) {
      const typed: Kept = { seconds, justification, ticket };
      return void leave(stepUp, `/grants/${id}?extend=1`, keptAs, typed);
    }
    startSending(async () => {
      const answer = await extend({ extends: id, durationSeconds: seconds, justification, ticket });
      if (!answer.ok) return setProblem(answer.problem);
      toast(answer.value.status === "approved" ? "Your access goes on" : "Asked to extend it");
      onAsked(answer.value);
    });
  };
  const problems = fieldProblems(problem, ["justification", "ticket"]);
  if (offers.length === 0)
    return (
      <Notice title="It lasts as long as it may already">
        {preview.refusals[0]?.detail ?? "Ask again closer to its end."}
      </Notice>
    );
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Choices
        legend="How much longer?"
        name="longer"
        layout="row"
        value={String(seconds)}
        onChange={(value) => setSeconds(Number(value))}
        choices={offers.map((offer) => ({
          value: String(offer.seconds),
          label: durationWords(offer.seconds),
          note: (
            <>
              until <ClockTime at={offer.until} />
            </>
          ),
        }))}
      />
      <p className="text-[13px] text-muted">
        At most {durationWords(preview.limitSeconds)} from the yes on:{" "}
        {limitWords(preview.limitName, preview.limitSeconds)}. {decidedBy(preview)}
      </p>
      <Field label="Why?" error={problems.of("justification")}>
        {(ids) => (
          <Textarea
            {...ids}
            required={preview.justification.minLength > 0}
            maxLength={2000}
            value={justification}
            onChange={(event) => setJustification(event.target.value)}
          />
        )}
      </Field>
      {preview.justification.ticket === "none" && !ticket ? null : (
        <Field label="Ticket" error={problems.of("ticket")}>
          {(ids) => (
            <Input
              {...ids}
              maxLength={200}
              value={ticket}
              onChange={(event) => setTicket(event.target.value)}
            />
          )}
        </Field>
      )}
      {stepUp ? <SignInFirst demand={stepUp} hasFailed={state === "failed"} /> : null}
      {problems.rest && !stepUp ? <ProblemLine>{problems.rest}</ProblemLine> : null}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Not now</Button>
        <Button type="submit" look="primary" disabled={sending || state === "going"}>
          {state === "going"
            ? "Going to the provider…"
            : sending
              ? "Asking…"
              : stepUp
                ? "Sign in again to extend"
                : preview.autoApproved
                  ? "Extend"
                  : "Ask to extend"}
        </Button>
      </div>
    </form>
  );
}

function decidedBy({ autoApproved, stages }: ExtensionDraft["preview"]): string {
  if (autoApproved) return "Nobody has to decide.";
  const who = stages.map((stage) => oneOfWords(stage.approvers.map(referenceWords)));
  return `Decided by ${who.join(", then ")}.`;
}
