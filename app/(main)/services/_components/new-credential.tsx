"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { createServiceCredential } from "../actions";

/** The secret is shown once: only its hash is kept. */
export function NewCredential({ service }: { service: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = (form: FormData) =>
    startSending(async () => {
      const answer = await createServiceCredential(service, { label: String(form.get("label") ?? "") });
      setProblem(answer.ok ? null : answer.problem.detail);
      if (answer.ok) setMade(answer.value);
    });
  const change = (next: boolean) => {
    setOpen(next);
    if (next) return;
    if (made) router.refresh();
    setMade(null);
    setProblem(null);
  };
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Plus aria-hidden className="size-3.5" />
        New credential
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        title={made ? "Take the secret along now" : "New credential of the service"}
        lead={
          made
            ? "It is shown this once. Whoever has it can ask about tokens of this service, and nothing else."
            : "The service sends it with HTTP Basic when it asks whether a token is still good."
        }
      >
        {made ? (
          <div className="grid gap-4">
            <CodeBlock label="Client id" code={made.id} />
            <CodeBlock label="Secret" code={made.secret} />
            <Button look="primary" className="justify-self-end" onClick={() => change(false)}>
              I have it
            </Button>
          </div>
        ) : (
          <form action={send} className="grid gap-4">
            <Field label="What is it for?" error={problem}>
              {(ids) => (
                <Input
                  {...ids}
                  name="label"
                  required
                  maxLength={100}
                  placeholder="orders-api in production"
                />
              )}
            </Field>
            <div className="flex justify-end gap-2">
              <Button onClick={() => change(false)}>Cancel</Button>
              <Button type="submit" look="primary" disabled={sending}>
                Make it
              </Button>
            </div>
          </form>
        )}
      </Dialog>
    </>
  );
}
