"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";

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
      const { csrfToken } = await (await fetch("/api/auth/csrf")).json();
      const body = new URLSearchParams({
        csrfToken,
        callbackUrl: new URL(callbackUrl, location.origin).toString(),
        json: "true",
      });
      const answer = await fetch(
        `/api/auth/signin/${encodeURIComponent(issuer)}${askAgain ? "?prompt=login" : ""}`,
        { method: "POST", body },
      );
      const { url } = await answer.json();
      location.assign(url);
    } catch {
      setState("failed");
    }
  };
  return (
    <div className="grid gap-2">
      <Button look="primary" className="h-10 w-full" onClick={start} disabled={state === "going"}>
        {state === "going" ? "Going to the provider…" : label}
      </Button>
      {state === "failed" ? (
        <p role="alert" className="text-refused text-sm">
          Daypass does not answer. Try again in a moment.
        </p>
      ) : null}
    </div>
  );
}
