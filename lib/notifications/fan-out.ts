import { inTransaction } from "@/lib/db/in-transaction";
import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import type { Attempt, OutboxMessage } from "@/lib/outbox/message";
import { distinctPrincipals, listPrincipalsById } from "@/lib/principals/queries";
import { standingOf } from "@/lib/principals/standing";
import { getProposalFacts } from "@/lib/proposals/queries";
import { loadRequest } from "@/lib/requests/load-request";
import type { Runtime } from "@/lib/runtime/runtime";
import { findHolders } from "./find-holders";
import { findMapped } from "./find-mapped";
import { listAlarmed } from "./list-alarmed";
import type { News } from "./news";
import type { OpenNotification, Plan } from "./plan";
import { planAlarms } from "./plan-alarms";
import { mentionedIn, tellComment } from "./plan-comments";
import { planProposal } from "./plan-proposal";
import { planRequest } from "./plan-request";
import { planStandIn } from "./plan-stand-in";
import { storePlan } from "./store-plan";

/**
 * Works out whom news concern and puts a message for each of them and each of their channels into the outbox, in one
 * transaction; what is worked on twice tells nobody twice.
 */
export async function fanOut(runtime: Runtime, message: OutboxMessage): Promise<Attempt> {
  const news = message.payload as News;
  await inTransaction(runtime, async (db) => {
    const plan = await planOf(db, runtime, message.subject, news);
    if (plan) await storePlan(db, runtime, { cause: message.id, thread: message.subject, news }, plan);
  });
  return { state: "delivered" };
}

async function planOf(db: Queryable, runtime: Runtime, thread: string, news: News): Promise<Plan | null> {
  const open = await openNotifications(db, thread);
  if (thread.startsWith("req_")) return planOfRequest(db, runtime, thread, news, open);
  if (thread.startsWith("prp_")) return planOfProposal(db, runtime, thread, news, open);
  const [person] = thread.startsWith("prn_") ? await listPrincipalsById(db, [thread]) : [];
  return person ? planStandIn(news, person) : null;
}

async function planOfRequest(
  db: Queryable,
  runtime: Runtime,
  id: string,
  news: News,
  open: OpenNotification[],
): Promise<Plan | null> {
  const facts = await loadRequest(db, id, runtime.config);
  if (!facts) return null;
  const { openStage, stages } = facts.assessment;
  const stage = openStage === null ? undefined : stages[openStage];
  const refs = stage?.asked ?? [];
  const find = findHolders(db, runtime, id, open.length === 0);
  const asked = await listPrincipalsById(
    db,
    open.map(({ recipient }) => recipient),
  );
  // Whoever was asked stays asked while they may decide, however many there are by now. Who joins is asked once in all.
  const joined = news.events.some(({ action }) => action === "approvers.joined");
  const before = joined ? await askedBefore(db, id) : new Set();
  const candidates =
    facts.row.status === "pending"
      ? distinctPrincipals([
          ...asked,
          ...[...(await find(refs)), ...(await findMapped(db, runtime, facts.current))].filter(
            (person) => !before.has(person.id),
          ),
        ])
      : asked;
  const about = { news, facts, open, candidates };
  const plan = planRequest(about);
  const alarmed = await listAlarmed(db, runtime, about, find);
  const alarm = planAlarms({ ...about, alarmed });
  const comment = tellComment(news, facts, await listPrincipalsById(db, mentionedIn(news)));
  return {
    ...plan,
    tell: [...plan.tell, ...alarm.tell, ...comment],
    close: [...plan.close, ...alarm.close],
  };
}

async function planOfProposal(
  db: Queryable,
  runtime: Runtime,
  id: string,
  news: News,
  open: OpenNotification[],
): Promise<Plan | null> {
  const facts = await getProposalFacts(db, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  });
  if (!facts) return null;
  const holders = await findHolders(db, runtime, id, open.length === 0)(facts.row.owners);
  const owners = holders.filter(
    (person) =>
      person.kind === "user" &&
      person.id !== facts.row.proposed_by?.id &&
      standingOf(person, facts.inForce, runtime.config).isOwner,
  );
  return planProposal({ news, facts, open, owners });
}

async function openNotifications(db: Queryable, thread: string): Promise<OpenNotification[]> {
  const { rows } = await db.query<OpenNotification>(
    statement(
      "notifications-open",
      "select id, kind, recipient from notification where thread = $1 and closed_at is null",
      [thread],
    ),
  );
  return rows;
}

/** Who was ever asked for a decision about it. */
async function askedBefore(db: Queryable, thread: string): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ recipient: string }>(
    statement(
      "notifications-asked",
      "select recipient from notification where thread = $1 and kind in ('decision-wanted', 'decision-escalated')",
      [thread],
    ),
  );
  return new Set(rows.map(({ recipient }) => recipient));
}
