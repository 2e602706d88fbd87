import { RelativeTime } from "@/components/ui/time";
import type { StandInView } from "@/lib/stand-ins/view";

/** "Sam Osei stands in for you", "You stand in for Olivia Park", "… will stand in from …". */
export function StandInWords({ standIn: view, selfId }: { standIn: StandInView; selfId: string }) {
  const { absent, standIn, state, startsAt, endsAt, endedAt } = view;
  const isMine = standIn.id === selfId;
  const verb = { planned: "will stand in", running: isMine ? "stand in" : "stands in", over: "stood in" }[
    state
  ];
  return (
    <>
      <span className="font-medium">{isMine ? "You" : standIn.name}</span> {verb} for{" "}
      <span className="font-medium">{absent.id === selfId ? "you" : absent.name}</span>
      <span className="block text-[13px] text-muted">
        {state === "planned" ? (
          <>
            begins <RelativeTime at={startsAt} />, ends <RelativeTime at={endsAt} />
          </>
        ) : (
          <>
            {state === "running" ? "ends" : "ended"} <RelativeTime at={endedAt ?? endsAt} />
          </>
        )}
      </span>
    </>
  );
}
