import { type Queryable, statement } from "@/lib/db/pool";
import { insertMessages } from "@/lib/outbox/insert";

const subjectOf = (principalId: string) => `${principalId} digest`;

/**
 * Sees to it that a digest gathers what is held for these people: one that nobody has begun to send, else a new one. The
 * update takes its row, so a digest either has not begun and will find what is held, or has begun and another one follows.
 */
export async function holdForDigest(
  db: Queryable,
  held: readonly { principalId: string; until: Date }[],
): Promise<void> {
  // Always in one order: two transactions that hold for the same people wait for each other, and not for ever.
  const soonest = new Map<string, Date>();
  for (const { principalId, until } of held) {
    const known = soonest.get(principalId);
    if (!known || until < known) soonest.set(principalId, until);
  }
  for (const [principalId, dueAt] of [...soonest].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const waiting = statement("digest-waiting", waitingSql, [subjectOf(principalId), dueAt]);
    if ((await db.query(waiting)).rowCount) continue;
    await insertMessages(db, [
      {
        destination: "mail",
        subject: subjectOf(principalId),
        type: "digest",
        payload: { digest: principalId },
        dueAt,
      },
    ]);
  }
}

const waitingSql = `
update outbox_message set next_attempt_at = least(next_attempt_at, $2)
where destination = 'mail' and subject = $1 and attempts = 0 and delivered_at is null and failed_at is null returning 1`;
