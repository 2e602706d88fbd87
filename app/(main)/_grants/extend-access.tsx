"use client";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useState, useTransition } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProblemLine } from "@/components/ui/problem-line";
import type { GrantView } from "@/lib/grants/view";
import type { ExtensionDraft } from "@/lib/requests/extension-draft";
import { draft as loadDraft } from "./actions";
import { ExtendForm } from "./extend-form";

interface Props {
  grant: Pick<GrantView, "id" | "role" | "serviceTitle" | "abilities" | "waitingRequestId">;
  /** Open from the start, for whom a notice sent here. */
  opened?: boolean;
}

/** Asks for more time on what is held: the same access goes on, and nothing is cut. Or leads to what was asked already. */
export function ExtendAccess({ grant, opened = false }: Props) {
  const words = `${grant.role} on ${grant.serviceTitle}`;
  if (grant.waitingRequestId) {
    return (
      <ButtonLink href={`/requests/${grant.waitingRequestId}`} size="sm" className="text-pending">
        Waiting<span className="sr-only">: {words}</span>
      </ButtonLink>
    );
  }
  return grant.abilities.includes("extend") ? (
    <ExtendDialog id={grant.id} words={words} opened={opened} />
  ) : null;
}

function ExtendDialog({ id, words, opened }: { id: string; words: string; opened: boolean }) {
  const router = useRouter();
  const [open, setOpen] = useState(opened);
  const [draft, setDraft] = useState<ExtensionDraft | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [, startLoading] = useTransition();
  const load = useCallback(
    () =>
      startLoading(async () => {
        const answer = await loadDraft(id);
        if (answer.ok) setDraft(answer.value);
        else setProblem(answer.problem.detail);
      }),
    [id],
  );
  useEffect(() => {
    if (open) load();
  }, [open, load]);
  const close = () => {
    setOpen(false);
    setDraft(null);
    setProblem(null);
  };
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Extend<span className="sr-only">: {words}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={(next) => (next ? setOpen(true) : close())}
        title={`Extend ${words}`}
        lead="The same access goes on: nothing is cut, whatever is decided."
      >
        {problem ? (
          <ProblemLine>{problem}</ProblemLine>
        ) : draft ? (
          <ExtendForm
            id={id}
            draft={draft}
            onClose={close}
            onAsked={(request) => {
              close();
              if (request.status === "pending") router.push(`/requests/${request.id}`);
              else router.refresh();
            }}
          />
        ) : (
          <div aria-busy="true" className="h-56 animate-pulse rounded-md bg-sunken" />
        )}
      </Dialog>
    </>
  );
}
