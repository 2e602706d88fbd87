"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { InstantField } from "@/components/ui/instant-field";
import { Card } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import type { Problem } from "@/lib/errors/problem";
import { fieldProblems } from "../../_forms/field-problems";
import { name } from "../actions";

const another = "another";

/** Who decides in my place, from when to when. */
export function NameStandIn({ colleagues }: { colleagues: { id: string; name: string }[] }) {
  const router = useRouter();
  const [who, setWho] = useState(colleagues[0]?.id ?? another);
  const [reference, setReference] = useState("");
  const [from, setFrom] = useState<string>();
  const [until, setUntil] = useState<string>();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, startSending] = useTransition();
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    startSending(async () => {
      const answer = await name({
        standIn: who === another ? reference : who,
        startsAt: from ?? null,
        endsAt: until ?? "",
        reason,
      });
      if (!answer.ok) return setProblem(answer.problem);
      setProblem(null);
      setUntil(undefined);
      setReason("");
      toast(`${answer.value.standIn.name} stands in for you`);
      router.refresh();
    });
  };
  const { of: about, rest } = fieldProblems(problem, ["standIn", "startsAt", "endsAt", "reason"]);
  return (
    <Card>
      <form onSubmit={send} className="grid gap-4">
        <Field label="Who stands in for you?" error={who === another ? null : about("standIn")}>
          {(ids) => (
            <Select {...ids} value={who} onChange={(event) => setWho(event.target.value)}>
              {colleagues.map((colleague) => (
                <option key={colleague.id} value={colleague.id}>
                  {colleague.name}
                </option>
              ))}
              <option value={another}>Somebody else</option>
            </Select>
          )}
        </Field>
        {who === another ? (
          <Field
            label="Their reference"
            hint="As a declaration would name them. They have signed in here at least once."
            error={about("standIn")}
          >
            {(ids) => (
              <Input
                {...ids}
                required
                maxLength={600}
                placeholder="user:default/sam"
                value={reference}
                onChange={(event) => setReference(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        <div className="grid gap-4 sm:grid-cols-2">
          <InstantField
            label="From"
            hint="Empty: from now on."
            error={about("startsAt")}
            value={from}
            onChange={setFrom}
          />
          <InstantField
            label="Until"
            hint="At most 90 days later."
            error={about("endsAt")}
            isRequired
            value={until}
            onChange={setUntil}
          />
        </div>
        <Field
          label="Why (optional)"
          hint="Whoever looks at it in the history sees it."
          error={about("reason")}
        >
          {(ids) => (
            <Input
              {...ids}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {rest ? <ProblemLine>{rest}</ProblemLine> : null}
        <Button type="submit" look="primary" disabled={sending} className="w-fit">
          Name a stand-in
        </Button>
      </form>
    </Card>
  );
}
