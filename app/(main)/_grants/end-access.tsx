"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { revoke } from "./actions";

interface Props {
  id: string;
  kind: "give-back" | "revoke";
  /** "refunder on Orders API" */
  words: string;
  /** Whose access it is, for a revocation. */
  holder?: string;
}

/** Ends access before its time: the holder gives it back, or whoever is in charge revokes it and says why. */
export function EndAccess({ id, kind, words, holder }: Props) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const giveBack = kind === "give-back";
  const label = giveBack ? "Give back" : `Revoke ${holder}'s access`;

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    startSending(async () => {
      const answer = await revoke(id, { reason: reason.trim() || (giveBack ? "Not needed any more" : "") });
      router.refresh();
      if (!answer.ok) return setProblem(answer.problem.detail);
      setOpen(false);
      toast(giveBack ? `You gave back ${words}` : `${holder}’s access to ${words} ended`);
    });
  };
  return (
    <>
      <Button size="sm" look={giveBack ? "secondary" : "danger"} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={giveBack ? `Give back ${words}` : `Revoke ${holder}'s access to ${words}`}
        lead="It ends at once, at the service too. To get in again, it has to be asked for again."
      >
        <form onSubmit={submit} className="grid gap-4">
          <Field
            label={giveBack ? "Why (optional)" : "Why?"}
            hint={giveBack ? undefined : `${holder} reads it, and it is kept in the audit log.`}
            error={problem}
          >
            {(ids) => (
              <Textarea
                {...ids}
                autoFocus
                maxLength={1000}
                required={!giveBack}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Keep it</Button>
            <Button type="submit" look="danger" disabled={sending}>
              {sending ? "Ending…" : label}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
