"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import { revokeServiceCredential } from "../actions";

export function RevokeCredential({ service, id, label }: { service: string; id: string; label: string }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await revokeServiceCredential(service, id);
      if (!answer.ok) return setProblem(answer.problem.detail);
      setOpen(false);
      toast(`Credential ${label} is revoked`);
      router.refresh();
    });
  return (
    <>
      <Button size="sm" look="danger" onClick={() => setOpen(true)}>
        Revoke<span className="sr-only"> credential {label}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Revoke credential ${label}`}
        lead="A service that still uses it is refused from its next call on, and so refuses every token itself."
      >
        {problem ? <ProblemLine>{problem}</ProblemLine> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>Keep it</Button>
          <Button look="danger" onClick={send} disabled={sending}>
            Revoke {label}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
