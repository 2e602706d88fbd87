"use client";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Choices } from "@/components/ui/choice";
import { Field, Input } from "@/components/ui/field";
import { Card } from "@/components/ui/layout";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import type { PersonalChannel, Preferences } from "@/lib/notifications/preferences";
import { savePreferences } from "../actions";
import { QuietHours } from "./quiet-hours";
import { TopicTable } from "./topic-table";

interface Props {
  initial: Preferences;
  /** Those that can reach this person. */
  channels: PersonalChannel[];
}

const paces = [
  { value: "at-once", label: "At once", note: "More than three questions in ten minutes come as one mail." },
  { value: "hourly", label: "Hourly", note: "One mail with all of it, on the hour." },
  { value: "daily", label: "Daily", note: "One mail a day." },
];

export function PreferencesForm({ initial, channels }: Props) {
  const [chosen, setChosen] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const [saving, startSaving] = useTransition();
  const change = (part: Partial<Preferences>) => setChosen({ ...chosen, ...part });
  const save = () =>
    startSaving(async () => {
      const answer = await savePreferences(chosen);
      setProblem(answer.ok ? null : answer.problem.detail);
      if (answer.ok) toast("Saved");
    });
  if (channels.length === 0)
    return (
      <Card className="text-muted text-sm">
        Everything is in the list above. Nothing reaches you outside Daypass: it is set up for no channel that
        knows your address.
      </Card>
    );
  const mail = channels.includes("mail");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      className="grid gap-6"
    >
      <TopicTable topics={chosen.topics} channels={channels} onChange={(topics) => change({ topics })} />
      {mail ? (
        <div className="grid gap-3">
          <Choices
            legend="How often mail comes"
            name="pace"
            choices={paces}
            value={chosen.mailPace}
            onChange={(mailPace) => change({ mailPace: mailPace as Preferences["mailPace"] })}
          />
          {chosen.mailPace === "daily" ? (
            <Field label="At">
              {(ids) => (
                <Input
                  {...ids}
                  type="time"
                  required
                  className="w-32"
                  value={chosen.dailyAt}
                  onChange={(event) => change({ dailyAt: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </div>
      ) : null}
      <QuietHours preferences={chosen} onChange={change} />
      {mail ? (
        <label className="flex items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            className="mt-1 accent-(--accent)"
            checked={chosen.tellOutcome}
            onChange={(event) => change({ tellOutcome: event.target.checked })}
          />
          <span>
            Tell me what became of a request that somebody else decided
            <span className="block text-[13px] text-muted">Otherwise it only leaves your inbox.</span>
          </span>
        </label>
      ) : null}
      {problem ? <ProblemLine>{problem}</ProblemLine> : null}
      <Button type="submit" look="primary" className="w-fit" disabled={saving}>
        Save
      </Button>
    </form>
  );
}
