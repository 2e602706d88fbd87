"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/layout";
import type { ProposalView } from "@/lib/proposals/view";
import { askAgain } from "../../proposals/actions";

/** The source says more than is in force: what became of it, and what to do about it. */
export function ProposalNotice({ proposal, mayAskAgain }: { proposal: ProposalView; mayAskAgain: boolean }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const again = () =>
    startSending(async () => {
      const answer = await askAgain(proposal.service);
      if (answer.ok) router.push(`/proposals/${answer.value.id}`);
      else setProblem(answer.problem.detail);
    });
  const link = (
    <Link href={`/proposals/${proposal.id}`} className="text-accent underline underline-offset-2">
      {proposal.abilities.length > 0 ? "Decide about it" : "See what it is"}
    </Link>
  );
  if (proposal.status === "pending") {
    return (
      <Notice hue="pending" title="The declaration opens more than before, and waits for an owner">
        Version {proposal.after.version} counts when one of them says yes. {link}.
      </Notice>
    );
  }
  return (
    <Notice title="Not all that the declaration says is in force">
      <p>
        {proposal.status === "denied"
          ? `${proposal.decidedBy?.name ?? "An owner"} said no to version ${proposal.after.version}.`
          : `No owner confirmed version ${proposal.after.version} in time.`}{" "}
        {link}.
      </p>
      {problem ? (
        <p role="alert" className="text-refused">
          {problem}
        </p>
      ) : null}
      {mayAskAgain ? (
        <Button size="sm" className="mt-2" onClick={again} disabled={sending}>
          Ask the owners again
        </Button>
      ) : null}
    </Notice>
  );
}
