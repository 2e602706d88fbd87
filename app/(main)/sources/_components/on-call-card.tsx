import { Code } from "@/components/ui/code";
import { Card, Facts } from "@/components/ui/layout";
import { Tag } from "@/components/ui/status";
import { ClockTime, RelativeTime } from "@/components/ui/time";
import type { ScheduleView, Turn } from "@/lib/on-call/queries";

/** One on-call schedule: who it is now and next, when it was read, and what is wrong with it. */
export function OnCallCard({ schedule }: { schedule: ScheduleView }) {
  const { name, title, readAt, isStale, unreadableSince, problem, unmapped, now, next } = schedule;
  return (
    <Card className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-medium">{title}</h3>
        <Code className="text-muted">oncall:default/{name}</Code>
        {isStale ? (
          <Tag hue="refused">nobody counts as on call</Tag>
        ) : problem ? (
          <Tag hue="pending">not read</Tag>
        ) : null}
      </div>
      <Facts
        items={[
          {
            name: "Now",
            value:
              now.length === 0
                ? "nobody"
                : now.map((turn) => <TurnLine key={turn.holder} turn={turn} isNow />),
          },
          { name: "Next", value: next ? <TurnLine turn={next} /> : "nobody in the next two weeks" },
          { name: "Last read", value: readAt ? <RelativeTime at={readAt} /> : "never" },
          ...(problem
            ? [
                {
                  name: "Problem",
                  value: (
                    <>
                      {problem}{" "}
                      {unreadableSince ? (
                        <>
                          Since <ClockTime at={unreadableSince} />.
                        </>
                      ) : null}
                    </>
                  ),
                },
              ]
            : []),
          ...(unmapped.length > 0
            ? [{ name: "Not known", value: `${unmapped.join(", ")}: daypass.yaml maps them to nobody` }]
            : []),
        ]}
      />
    </Card>
  );
}

function TurnLine({ turn, isNow = false }: { turn: Turn; isNow?: boolean }) {
  return (
    <span className="block">
      {turn.person?.name ?? `${turn.holder}, who has not signed in here yet`}{" "}
      <span className="text-muted">
        {isNow ? "until" : "from"} <ClockTime at={isNow ? turn.endsAt : turn.startsAt} />
      </span>
    </span>
  );
}
