"use client";
import { useState } from "react";
import { goToIssuer } from "@/components/shell/go-to-issuer";
import { Button } from "@/components/ui/button";
import { ProblemLine } from "@/components/ui/problem-line";

/** Goes to the identity provider. `askAgain` makes it ask who it is even if it still knows. */
export function SignInButton({
  issuer,
  label,
  callbackUrl,
  askAgain,
}: {
  issuer: string;
  label: string;
  callbackUrl: string;
  askAgain: boolean;
}) {
  const [state, setState] = useState<"idle" | "going" | "failed">("idle");
  const start = async () => {
    setState("going");
    try {
      await goToIssuer(issuer, callbackUrl, askAgain ? { prompt: "login" } : {});
    } catch {
      setState("failed");
    }
  };
  return (
    <div className="grid gap-2">
      <Button look="primary" className="h-10 w-full" onClick={start} disabled={state === "going"}>
        {state === "going" ? "Going to the provider…" : label}
      </Button>
      {state === "failed" ? <ProblemLine>Daypass does not answer. Try again in a moment.</ProblemLine> : null}
    </div>
  );
}
