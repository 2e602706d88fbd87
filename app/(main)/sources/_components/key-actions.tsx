"use client";
import { useRouter } from "next/navigation";
import { useRef, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import type { KeyView } from "@/lib/tokens/list-keys";
import { rotate, withdraw } from "../actions";

/** A new key that signs from now on. Nothing ends by it, so nothing is asked. */
export function RotateKeys() {
  const router = useRouter();
  const [sending, startSending] = useTransition();
  const send = () => {
    if (sending) return;
    startSending(async () => {
      const answer = await rotate();
      toast(answer.ok ? "A new key signs from now on" : answer.problem.detail);
      router.refresh();
    });
  };
  return (
    // It stays, so it keeps the focus: a button that is disabled for a moment would lose it.
    <Button size="sm" onClick={send} aria-disabled={sending}>
      Rotate now
    </Button>
  );
}

const tokenWords = (count: number) =>
  count === 0 ? "no token" : count === 1 ? "1 token" : `${count} tokens`;

export function WithdrawKey({ kid, liveTokens }: Pick<KeyView, "kid" | "liveTokens">) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const isDone = useRef(false);
  const show = (isOpen: boolean) => {
    setOpen(isOpen);
    setProblem(null);
  };
  const send = (event: React.FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") return setProblem("Say why: it is kept with the event.");
    startSending(async () => {
      const answer = await withdraw(kid, { reason });
      if (!answer.ok) return setProblem(answer.problem.detail);
      isDone.current = true;
      show(false);
      toast(`The key is withdrawn, and ${tokenWords(answer.value.tokens)} ended with it`);
      router.refresh();
    });
  };
  return (
    <>
      <Button size="sm" look="danger" onClick={() => show(true)}>
        Withdraw<span className="sr-only"> key {kid}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={show}
        onCloseAutoFocus={(event) => {
          if (!isDone.current) return;
          // The row that it would go back to leaves.
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
        title="Withdraw this key"
        lead={`For when somebody else may have ${kid}. It leaves the published set at once, and every token that it signed ends; now that is ${tokenWords(liveTokens)}. People and programs get new ones by asking again. It cannot be undone.`}
      >
        <form onSubmit={send} noValidate className="grid gap-4">
          <Field label="Why" hint="Kept with the event, and shown in the history." error={problem}>
            {(ids) => (
              <Textarea
                {...ids}
                autoFocus
                required
                maxLength={1000}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            )}
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={() => show(false)}>Keep it</Button>
            <Button type="submit" look="danger" disabled={sending}>
              Withdraw the key
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
