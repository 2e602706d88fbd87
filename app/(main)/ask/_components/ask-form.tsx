"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { askHref } from "@/components/requests/ask-href";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choice";
import type { RequestPreview } from "@/lib/requests/preview-request";
import type { ServiceDetailView } from "@/lib/services/view";
import { demandOf } from "../../_step-up/demand";
import { SignInFirst } from "../../_step-up/sign-in-first";
import { useSignInAgain } from "../../_step-up/use-sign-in-again";
import { ask } from "../actions";
import { DurationChoice } from "./duration-choice";
import { Emergency } from "./emergency";
import { Outlook } from "./outlook";
import { RareOptions } from "./rare-options";
import { type Refusal, Refused } from "./refused";
import { keptAs, useKeptDraft } from "./use-kept-draft";
import { type Draft, useOutlook } from "./use-outlook";
import { WhyFields } from "./why-fields";

type AskedService = Pick<ServiceDetailView, "ref" | "roles">;

/** Refusals about these are mended in the form; every other stands in the way whatever is written. */
const mendable = ["justification", "ticket", "startsAt", "durationSeconds", "beneficiary"];

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
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [tried, setTried] = useState(false);
  const [sending, startSending] = useTransition();
  const outlook = useOutlook(draft, initialPreview, sending);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusal]);
  const change = (part: Partial<Draft>) => {
    // What stood in the way of one place says nothing about another.
    if (part.role !== undefined || part.environment !== undefined) setRefusal(null);
    setDraft((before) => ({ ...before, ...part }));
  };

  const role = service.roles.find((candidate) => candidate.name === draft.role);
  const problemOf = (path: string) => {
    const refused = tried ? outlook.refusals.find((each) => each.path === path) : undefined;
    return refused?.detail.replace(`${path}: `, "") ?? null;
  };
  const stepUp =
    (refusal && demandOf(refusal, refusal)) ??
    outlook.refusals.flatMap((each) => demandOf(each, each.extra) ?? [])[0] ??
    null;
  const standing = outlook.refusals.find(
    (each) => !mendable.includes(each.path ?? "") && !demandOf(each, each.extra),
  );

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (stepUp && !standing)
      return void leave(stepUp, askHref(draft.service, draft.role, draft.environment), keptAs, draft);
    setTried(true);
    setRefusal(null);
    startSending(async () => {
      // What the form shows as chosen is what is asked for.
      const durationSeconds = Math.min(draft.durationSeconds, outlook.limitSeconds || draft.durationSeconds);
      const answer = await ask({ ...draft, durationSeconds });
      if (answer.ok) router.push(`/requests/${answer.value.id}`);
      else setRefusal(answer.problem);
    });
  };

  return (
    <form
      ref={form}
      onSubmit={submit}
      noValidate
      className="grid items-start gap-x-10 gap-y-7 lg:grid-cols-[minmax(0,1fr)_19rem]"
    >
      <div className="grid min-w-0 gap-7">
        {refusal && !demandOf(refusal, refusal) ? <Refused {...refusal} /> : null}
        <Choices
          legend="Which role?"
          name="role"
          value={draft.role}
          onChange={(name) => change(placeFor(service, name, draft.environment))}
          choices={service.roles.map((each) => ({
            value: each.name,
            label: each.title,
            note: each.requestable ? (each.description ?? each.permissions.join(" · ")) : each.reason,
            disabled: !each.requestable && !each.mayAskForOthers,
          }))}
        />
        {role?.places.some((place) => place.environment !== null) ? (
          <Choices
            legend="Where?"
            name="environment"
            layout="row"
            value={draft.environment ?? ""}
            onChange={(environment) => change({ environment })}
            choices={role.places.map((place) => ({
              value: place.environment ?? "",
              label: place.environment ?? "",
              disabled: !place.requestable && !place.mayAskForOthers,
            }))}
          />
        ) : null}
        <DurationChoice
          seconds={draft.durationSeconds}
          limitSeconds={outlook.limitSeconds}
          limitName={outlook.limitName}
          onChange={(durationSeconds) => change({ durationSeconds })}
        />
        {outlook.breakGlass ? <Emergency outlook={outlook} /> : null}
        <WhyFields
          draft={draft}
          rule={outlook.justification}
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
        {stepUp && !standing ? <SignInFirst demand={stepUp} hasFailed={state === "failed"} /> : null}
      </div>
      <div className="lg:row-span-2">
        <Outlook
          outlook={outlook}
          standing={standing}
          startsAt={draft.startsAt}
          usualSeconds={draft.role === initial.role ? usualSeconds : null}
        />
      </div>
      <Button
        type="submit"
        look="primary"
        disabled={sending || state === "going" || Boolean(standing)}
        className="h-10 w-full px-5 sm:w-fit"
      >
        {state === "going"
          ? "Going to the provider…"
          : stepUp && !standing
            ? `Sign in again to ${outlook.breakGlass ? "break the glass" : "ask"}`
            : sendWords(outlook.breakGlass, sending)}
      </Button>
    </form>
  );
}

function sendWords(breakGlass: boolean, sending: boolean): string {
  if (breakGlass) return sending ? "Breaking the glass…" : "Break the glass";
  return sending ? "Asking…" : "Ask for access";
}

/** Another role keeps the place where it can be had there too, and for whom it is where that can be somebody else. */
function placeFor(service: AskedService, name: string, environment: string | null): Partial<Draft> {
  const role = service.roles.find((candidate) => candidate.name === name);
  const forOthers = role?.mayAskForOthers ?? false;
  const places = role?.places.filter((candidate) => candidate.requestable || candidate.mayAskForOthers) ?? [];
  const place = places.find((candidate) => candidate.environment === environment) ?? places[0];
  return {
    role: name,
    environment: place?.environment ?? null,
    ...(forOthers ? {} : { beneficiary: undefined }),
    ...(place ? { durationSeconds: place.defaultDurationSeconds } : {}),
  };
}
