import { durationWords } from "@/lib/declarations/describe";
import type { SignInDemand } from "../_step-up/demand";

export interface Decided {
  id: string;
  /** "Riley's request for refunder on Orders API" */
  words: string;
  effectiveDurationSeconds: number;
  /** The sign-in that a yes takes first. */
  stepUp: SignInDemand | null;
}

/** Everything that one answer is about, and why any of it was refused. Of one request the title says enough. */
export function DecidedList({
  requests,
  refusals,
}: {
  requests: Decided[];
  refusals: ReadonlyMap<string, string>;
}) {
  if (requests.length < 2 && refusals.size === 0) return null;
  return (
    <ul
      aria-label="What is decided"
      tabIndex={requests.length > 5 ? 0 : undefined}
      className="grid max-h-56 gap-2 overflow-y-auto rounded-md bg-sunken px-3 py-2.5 text-sm"
    >
      {requests.map((request) => (
        <li key={request.id} className="grid gap-0.5 break-words">
          <span>
            {request.words}{" "}
            <span className="tabular text-muted">for {durationWords(request.effectiveDurationSeconds)}</span>
          </span>
          {refusals.has(request.id) ? (
            <span role="alert" className="text-refused">
              {refusals.get(request.id)}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
