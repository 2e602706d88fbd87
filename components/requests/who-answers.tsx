import { ClockTime } from "@/components/ui/time";
import type { ScheduleView } from "@/lib/on-call/queries";
import type { WhoAnswers as Answers } from "@/lib/requests/who-answers";

/** Whom a stage reaches at this moment: who is on call, and who stands in for somebody who is away. */
export function WhoAnswers({ schedules, away }: Answers) {
  if (schedules.length + away.length === 0) return null;
  return (
    <ul className="grid gap-0.5 text-[13px] text-muted">
      {schedules.map((schedule) => (
        <li key={schedule.name}>
          <OnCall schedule={schedule} />
        </li>
      ))}
      {away.map(({ absent, standIn, endsAt }) => (
        <li key={absent.id}>
          {absent.name} is away until <ClockTime at={endsAt} />: {standIn.name} stands in
        </li>
      ))}
    </ul>
  );
}

function OnCall({ schedule: { title, isStale, unreadableSince, now, next } }: { schedule: ScheduleView }) {
  if (isStale)
    return (
      <>
        The on-call schedule {title}{" "}
        {unreadableSince ? (
          <>
            could not be read since <ClockTime at={unreadableSince} />
          </>
        ) : (
          "has not been read yet"
        )}
        , so nobody counts as on call for it
      </>
    );
  if (now.length > 0)
    return now.map((turn) => (
      <span key={turn.holder} className="block">
        {turn.person?.name ?? "Somebody who has not signed in here yet"}, on call for {title} until{" "}
        <ClockTime at={turn.endsAt} />
      </span>
    ));
  return next ? (
    <>
      Nobody is on call for {title} before <ClockTime at={next.startsAt} />
    </>
  ) : (
    <>Nobody is on call for {title}</>
  );
}
