import type { SignInDemand } from "./demand";

/** Why a sign-in comes first, and that nothing is lost by it. */
export function SignInFirst({ demand, hasFailed }: { demand: SignInDemand; hasFailed: boolean }) {
  return (
    <div className="grid gap-1 rounded-lg border border-pending/40 bg-pending-soft px-4 py-3 text-sm">
      <p className="font-medium">A stronger sign-in comes first</p>
      <p className="break-words text-ink/85">{demand.reason}</p>
      <p className="text-ink/85">You come back here, and what you typed stays.</p>
      {hasFailed ? (
        <p role="alert" className="text-refused">
          The sign-in could not be started. Try again in a moment.
        </p>
      ) : null}
    </div>
  );
}
