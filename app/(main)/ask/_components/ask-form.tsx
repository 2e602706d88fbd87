"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choice";
import { Field, Input, Textarea } from "@/components/ui/field";
import { Notice } from "@/components/ui/layout";
import type { RequestPreview } from "@/lib/requests/preview-request";
import type { ServiceDetailView } from "@/lib/services/view";
import { ask, preview } from "../actions";
import { DurationChoice } from "./duration-choice";
import { Outlook } from "./outlook";

interface Draft {
  service: string;
  role: string;
  environment: string | null;
  durationSeconds: number;
  justification: string;
  ticket?: string;
  startsAt?: string;
}

type AskedService = Pick<ServiceDetailView, "ref" | "roles">;

const settleMs = 250;

/** Three plain questions, and beside them what would happen. Nothing that was typed is lost on a refusal. */
export function AskForm({
  service,
  initial,
  initialPreview,
  usualSeconds,
}: {
  service: AskedService;
  initial: Draft;
  initialPreview: RequestPreview;
  /** Within which half of the requests for the first role were decided. */
  usualSeconds: number | null;
}) {
  const router = useRouter();
  const [draft, setDraft] = useState(initial);
  const [outlook, setOutlook] = useState(initialPreview);
  const [refusal, setRefusal] = useState<{
    detail: string;
    requestId?: string;
    accessRequestId?: unknown;
  } | null>(null);
  const [tried, setTried] = useState(false);
  const [sending, startSending] = useTransition();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    // What was sent needs no outlook any more, and the page is about to leave.
    if (sending) return;
    let outdated = false;
    const timer = setTimeout(async () => {
      const answer = await preview(draft);
      if (!outdated && answer.ok) setOutlook(answer.value);
    }, settleMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [draft, sending]);

  const role = service.roles.find((candidate) => candidate.name === draft.role);
  const problemOf = (path: string) =>
    tried
      ? (outlook.refusals.find((each) => each.path === path)?.detail.replace(`${path}: `, "") ?? null)
      : null;
  const standing = outlook.refusals.find(
    (each) => !["justification", "ticket", "startsAt", "durationSeconds"].includes(each.path ?? ""),
  );

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    setRefusal(null);
    startSending(async () => {
      const answer = await ask(draft);
      if (answer.ok) router.push(`/requests/${answer.value.id}`);
      else setRefusal(answer.problem);
    });
  };

  return (
    <form
      onSubmit={submit}
      noValidate
      className="grid items-start gap-x-10 gap-y-7 lg:grid-cols-[minmax(0,1fr)_19rem]"
    >
      <div className="grid min-w-0 gap-7">
        {refusal ? (
          <Notice hue="refused" title="This cannot be asked for">
            {refusal.detail}{" "}
            {typeof refusal.accessRequestId === "string" ? (
              <a href={`/requests/${refusal.accessRequestId}`} className="text-accent underline">
                Open your request
              </a>
            ) : null}
          </Notice>
        ) : null}
        <Choices
          legend="Which role?"
          name="role"
          value={draft.role}
          onChange={(name) => change(placeFor(service, name, draft.environment))}
          choices={service.roles.map((each) => ({
            value: each.name,
            label: each.title,
            note: each.requestable ? (each.description ?? each.permissions.join(" · ")) : each.reason,
            disabled: !each.requestable,
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
              disabled: !place.requestable,
            }))}
          />
        ) : null}
        <DurationChoice
          seconds={draft.durationSeconds}
          limitSeconds={outlook.limitSeconds}
          limitName={outlook.limitName}
          onChange={(durationSeconds) => change({ durationSeconds })}
        />
        <Field
          label="Why?"
          hint={
            outlook.justification.minLength > 1
              ? `At least ${outlook.justification.minLength} characters. Whoever decides reads it, and so does whoever looks at this in a year.`
              : "Whoever decides reads it, and so does whoever looks at this in a year."
          }
          error={problemOf("justification")}
        >
          {(ids) => (
            <Textarea
              {...ids}
              required
              maxLength={2000}
              placeholder="Customer 4711 was charged twice for order 20-3391; refund the second charge."
              value={draft.justification}
              onChange={(event) => change({ justification: event.target.value })}
            />
          )}
        </Field>
        {outlook.justification.ticket === "none" ? null : (
          <Field
            label={outlook.justification.ticket === "required" ? "Ticket" : "Ticket (if there is one)"}
            error={problemOf("ticket")}
          >
            {(ids) => (
              <Input
                {...ids}
                maxLength={200}
                placeholder="OPS-1234"
                value={draft.ticket ?? ""}
                onChange={(event) => change({ ticket: event.target.value })}
              />
            )}
          </Field>
        )}
        <details>
          <summary className="w-fit cursor-pointer text-muted text-sm">Start later</summary>
          <div className="mt-3 max-w-64">
            <Field
              label="Starts at"
              hint="At most 30 days ahead. Empty: with the yes."
              error={problemOf("startsAt")}
            >
              {(ids) => (
                <Input
                  {...ids}
                  type="datetime-local"
                  onChange={(event) =>
                    change({
                      startsAt: event.target.value ? new Date(event.target.value).toISOString() : undefined,
                    })
                  }
                />
              )}
            </Field>
          </div>
        </details>
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
        disabled={sending || Boolean(standing)}
        className="h-10 w-full px-5 sm:w-fit"
      >
        {sending ? "Asking…" : "Ask for access"}
      </Button>
    </form>
  );
}

/** Another role keeps the place where it can be had there too. */
function placeFor(service: AskedService, name: string, environment: string | null): Partial<Draft> {
  const places = service.roles.find((role) => role.name === name)?.places ?? [];
  const place =
    places.find((candidate) => candidate.environment === environment && candidate.requestable) ??
    places.find((candidate) => candidate.requestable);
  return {
    role: name,
    environment: place?.environment ?? null,
    ...(place ? { durationSeconds: place.defaultDurationSeconds } : {}),
  };
}
