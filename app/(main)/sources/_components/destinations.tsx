import { StatusBadge } from "@/components/ui/status";
import { ClockTime, RelativeTime } from "@/components/ui/time";
import type { DestinationView, StuckMessageView } from "@/lib/outbox/schema";
import { Replay } from "./replay";

export interface DestinationState {
  destination: DestinationView;
  /** The oldest of what did not arrive. */
  stuck: StuckMessageView[];
}

/** Where messages go, each with what did not arrive. */
export function Destinations({ states }: { states: DestinationState[] }) {
  return (
    <ul aria-label="Who is told of changes" className="grid gap-3">
      {states.map((state) => (
        <Destination key={state.destination.name} {...state} />
      ))}
    </ul>
  );
}

const addresses = {
  inside: "works out whom to tell",
  gone: "no longer in daypass.yaml",
  signals: "security events for a service, where its stream says",
  channel: "",
  webhook: "",
};

function Destination({ destination, stuck }: DestinationState) {
  const mayReplay = destination.abilities.includes("replay");
  const { name, kind, address, waiting, waitingSince, attempts, givenUp, lastError } = destination;
  const failing = attempts > 1 || givenUp > 0 || kind === "gone";
  return (
    <li className="rounded-lg border border-line bg-surface text-sm">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
        <div className="min-w-0 grow basis-48">
          <span className="font-medium">{name}</span>
          <span className="block break-all text-[13px] text-muted">{address ?? addresses[kind]}</span>
        </div>
        <p className="tabular text-[13px] text-muted">
          {waiting > 0 ? `${waiting} waiting` : "Nothing waits"}
          {waitingSince ? (
            <>
              {" since "}
              <ClockTime at={waitingSince} />
            </>
          ) : null}
          {givenUp > 0 ? ` · ${givenUp} given up` : ""}
        </p>
        <StatusBadge status={failing ? "failed" : "ok"} />
      </div>
      {stuck.length > 0 ? (
        <div className="grid gap-3 border-line border-t px-4 py-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p className="min-w-0 break-words text-[13px]">
              <span className="text-muted">Last failure: </span>
              {lastError ?? "none"}
            </p>
            {mayReplay ? <Replay destination={name}>Send all again</Replay> : null}
          </div>
          <details>
            <summary className="w-fit cursor-pointer text-[13px] text-accent underline-offset-2 hover:underline">
              What did not arrive
            </summary>
            <ul className="mt-2 grid">
              {stuck.map((message) => (
                <Stuck key={message.id} destination={name} message={message} mayReplay={mayReplay} />
              ))}
            </ul>
          </details>
        </div>
      ) : null}
    </li>
  );
}

function Stuck({
  destination,
  message,
  mayReplay,
}: {
  destination: string;
  message: StuckMessageView;
  mayReplay: boolean;
}) {
  const { id, type, about, attempts, createdAt, nextAttemptAt, lastError } = message;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t py-2 text-[13px] first:border-t-0">
      <div className="min-w-0 grow basis-60">
        <span className="font-medium">{type}</span>{" "}
        <span className="break-all font-mono text-muted text-xs">{about}</span>
        <span className="block break-words text-muted">{lastError}</span>
      </div>
      <span className="tabular text-muted">
        {attempts} {attempts === 1 ? "attempt" : "attempts"} since <ClockTime at={createdAt} />
        {nextAttemptAt ? (
          <>
            , next <RelativeTime at={nextAttemptAt} />
          </>
        ) : (
          ", given up"
        )}
      </span>
      {mayReplay ? (
        <Replay destination={destination} message={id}>
          Send again
        </Replay>
      ) : null}
    </li>
  );
}
