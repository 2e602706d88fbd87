"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import { deactivate, reactivate } from "../actions";

interface Props {
  id: string;
  name: string;
  isDeactivated: boolean;
}

export function PersonActions({ id, name, isDeactivated }: Props) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    startSending(async () => {
      const answer = isDeactivated ? await reactivate(id) : await deactivate(id, { reason });
      if (!answer.ok) return setProblem(answer.problem.detail);
      setOpen(false);
      setReason("");
      toast(isDeactivated ? `${name} can sign in again` : `${name} is deactivated`);
      router.refresh();
    });
  };
  const verb = isDeactivated ? "Let in again" : "Deactivate";
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        {verb}
        <span className="sr-only"> {name}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={isDeactivated ? `Let ${name} in again` : `Deactivate ${name}`}
        lead={
          isDeactivated
            ? "They can sign in and ask again. What was ended stays ended."
            : "Ends every session, token, grant and pending request of theirs at once. It can be undone, but what was ended stays ended."
        }
      >
        <form onSubmit={send} className="grid gap-4">
          {isDeactivated ? null : (
            <Field label="Why" hint="Kept with the event, and shown in the history." error={problem}>
              {(ids) => (
                <Textarea
                  {...ids}
                  required
                  maxLength={1000}
                  value={reason}
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Field>
          )}
          {isDeactivated && problem ? <ProblemLine>{problem}</ProblemLine> : null}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Keep as it is</Button>
            <Button type="submit" look={isDeactivated ? "primary" : "danger"} disabled={sending}>
              {isDeactivated ? `Let ${name} in` : `Deactivate ${name}`}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
