import { useState } from "react";
import { goToIssuer } from "@/components/shell/go-to-issuer";
import { useViewer } from "@/components/shell/signed-in";
import type { SignInDemand } from "./demand";
import { keep } from "./kept";

/**
 * Sends this person to their issuer for a stronger sign-in (RFC 9470) and back to `path`, which learns with `as` who left.
 * What they typed is kept as `what`. Whether the new sign-in does is for the verb to say.
 */
export function useSignInAgain() {
  const { principalId, issuer } = useViewer();
  const [state, setState] = useState<"idle" | "going" | "failed">("idle");
  const leave = async (demand: SignInDemand, path: string, what: string, typed: unknown) => {
    setState("going");
    try {
      if (issuer === null) throw new Error("people no longer sign in at this issuer");
      keep(principalId, what, typed);
      await goToIssuer(issuer, `${path}${path.includes("?") ? "&" : "?"}as=${principalId}`, {
        ...(demand.acrValues.length > 0 ? { acr_values: demand.acrValues.join(" ") } : {}),
        ...(demand.maxAgeSeconds === null ? {} : { max_age: String(demand.maxAgeSeconds) }),
        ...(demand.askAnew ? { prompt: "login" } : {}),
      });
    } catch {
      setState("failed");
    }
  };
  return { leave, state };
}
