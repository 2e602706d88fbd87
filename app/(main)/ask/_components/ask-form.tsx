"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { askHref } from "@/components/requests/ask-href";
import { Button } from "@/components/ui/button";
import type { Problem } from "@/lib/errors/problem";
import { bareWords } from "@/lib/requests/ask";
import type { ItemPreview } from "@/lib/requests/preview-bundle";
import type { RequestPreview } from "@/lib/requests/preview-request";
import { fieldProblems } from "../../_forms/field-problems";
import { demandOf } from "../../_step-up/demand";
import { SignInFirst } from "../../_step-up/sign-in-first";
import { useSignInAgain } from "../../_step-up/use-sign-in-again";
import { ask, askTogether } from "../actions";
import { CopyLink } from "./copy-link";
import { bundleOf, type Draft, singleOf } from "./draft";
import { DurationChoice } from "./duration-choice";
import { Emergency } from "./emergency";
import { FurtherRoles } from "./further-roles";
import { mergedRule } from "./merged-rule";
import { Outlook } from "./outlook";
import { type AskedService, PlaceChoice } from "./place-choice";
import { RareOptions } from "./rare-options";
import { Refused } from "./refused";
import { keptAs, useKeptDraft } from "./use-kept-draft";
import { useOutlook } from "./use-outlook";
import { WhyFields } from "./why-fields";

/** Refusals about these are mended in the form; every other stands in the way whatever is written. */
const mendable = ["justification", "ticket", "startsAt", "durationSeconds", "beneficiary"];

const standingIn = ({ refusals }: Pick<ItemPreview, "refusals">) =>
  refusals.find((each) => !mendable.includes(each.path ?? "") && !demandOf(each, each.extra));

/** Three plain questions, and beside them what would happen. Nothing that was typed is lost on a refusal. */
export function AskForm({
  service,
  initial,
  hasReturned,
  initialPreview,
  usualSeconds,
}: {
  service: AskedService;
  initial: Draft;
  /** From a sign-in that this form sent them to. */
  hasReturned: boolean;
  initialPreview: RequestPreview;
  /** Within which half of the requests for the first role were decided. */
  usualSeconds: number | null;
}) {
  const router = useRouter();
  const [draft, setDraft] = useKeptDraft(initial, hasReturned);
  const { leave, state } = useSignInAgain();
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [sending, startSending] = useTransition();
  const { first: outlook, others } = useOutlook(draft, initialPreview, sending);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusal]);
  const change = (part: Partial<Draft>) => {
    // What stood in the way of one place says nothing about another.
    if (part.role !== undefined || part.environment !== undefined || part.also !== undefined)
      setRefusal(null);
    setDraft((before) => ({ ...before, ...part }));
  };

  const { also = [] } = draft;
  const role = service.roles.find((candidate) => candidate.name === draft.role);
  const refusals = [...outlook.refusals, ...others.flatMap((each) => each.refusals)];
  const refused = fieldProblems(refusal, mendable);
  const problemOf = (path: string) => {
    const known = tried ? refusals.find((each) => each.path === path) : undefined;
    return known ? bareWords(known) : refused.of(path);
  };
  const stepUp =
    (refusal && demandOf(refusal, refusal)) ??
    refusals.flatMap((each) => demandOf(each, each.extra) ?? [])[0] ??
    null;
  const standing = standingIn(outlook);
  const isBlocked = Boolean(standing) || others.some(standingIn);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (stepUp && !isBlocked)
      return void leave(stepUp, askHref(draft.service, draft.role, draft.environment), keptAs, draft);
    setTried(true);
    setRefusal(null);
    startSending(async () => {
      const problem = await send();
      if (problem) setRefusal(problem);
    });
  };

  const send = async (): Promise<Problem | null> => {
    if (also.length > 0) {
      const answer = await askTogether(bundleOf(draft));
      if (!answer.ok) return answer.problem;
      router.push(`/requests/${answer.value.items[0]?.id}`);
      return null;
    }
    // What the form shows as chosen is what is asked for.
    const durationSeconds = Math.min(draft.durationSeconds, outlook.limitSeconds || draft.durationSeconds);
    const answer = await ask({ ...singleOf(draft), durationSeconds });
    if (!answer.ok) return answer.problem;
    router.push(`/requests/${answer.value.id}`);
    return null;
  };

  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      className="grid items-start gap-x-10 gap-y-7 lg:grid-cols-[minmax(0,1fr)_19rem]"
    >
      <div className="grid min-w-0 gap-7">
        {refusal && !demandOf(refusal, refusal) ? <Refused problem={refusal} draft={draft} /> : null}
        <PlaceChoice service={service} draft={draft} change={change} />
        {outlook.breakGlass ? null : (
          <FurtherRoles
            service={service}
            draft={draft}
            previews={others}
            standingOf={(preview) => standingIn(preview)?.detail ?? null}
            change={change}
          />
        )}
        <DurationChoice
          seconds={draft.durationSeconds}
          limitSeconds={outlook.limitSeconds}
          limitName={outlook.limitName}
          onChange={(durationSeconds) => change({ durationSeconds })}
        />
        {outlook.breakGlass ? <Emergency outlook={outlook} /> : null}
        <WhyFields
          draft={draft}
          rule={mergedRule(
            outlook.justification,
            others.flatMap((each) => each.outlook?.justification ?? []),
          )}
          breakGlass={outlook.breakGlass}
          change={change}
          problemOf={problemOf}
        />
        <RareOptions
          draft={draft}
          canWait={!outlook.breakGlass || draft.startsAt !== undefined}
          mayAskForOthers={role?.mayAskForOthers ?? false}
          change={change}
          problemOf={problemOf}
        />
        {stepUp && !isBlocked ? <SignInFirst demand={stepUp} hasFailed={state === "failed"} /> : null}
      </div>
      <div className="lg:row-span-2">
        <Outlook
          outlook={outlook}
          standing={standing}
          startsAt={draft.startsAt}
          usualSeconds={draft.role === initial.role ? usualSeconds : null}
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          look="primary"
          disabled={sending || state === "going" || isBlocked}
          className="h-10 w-full px-5 sm:w-fit"
        >
          {state === "going"
            ? "Going to the provider…"
            : stepUp && !isBlocked
              ? `Sign in again to ${outlook.breakGlass ? "break the glass" : "ask"}`
              : sendWords({ breakGlass: outlook.breakGlass, count: also.length + 1, sending })}
        </Button>
        <CopyLink draft={draft} />
      </div>
    </form>
  );
}

function sendWords({
  breakGlass,
  count,
  sending,
}: {
  breakGlass: boolean;
  count: number;
  sending: boolean;
}): string {
  if (breakGlass) return sending ? "Breaking the glass…" : "Break the glass";
  if (sending) return "Asking…";
  return count > 1 ? `Ask for ${count} roles` : "Ask for access";
}
