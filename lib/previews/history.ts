import { setImmediate as breathe } from "node:timers/promises";
import type { Config } from "@/lib/config/config";
import { type Queryable, statement } from "@/lib/db/pool";
import { durationWords } from "@/lib/declarations/describe";
import type { AccessTrait } from "@/lib/declarations/trait";
import { approversIn } from "@/lib/narrowing/find-effects";
import type { Principal } from "@/lib/principals/principal";
import { type AskOutlook, assessAsk } from "@/lib/requests/assess-ask";
import { type RequestRow, requestColumns, requestJoins } from "@/lib/requests/row";
import { type Impact, type Outcome, outcomes } from "./schema";

const days = 90;
const mostRequests = 2_000;
const mostExamples = 100;
const perTurn = 50;

/** The requests of the last 90 days, asked again as their requesters are known now: what would come of them differently. */
export async function askedAgain(
  db: Queryable,
  serviceId: string,
  { before, after }: { before: AccessTrait; after: AccessTrait | null },
  config: Config,
): Promise<{ decided: Impact["decided"]; isCut: boolean }> {
  const { rows } = await db.query<RequestRow>(
    statement("preview-history", selectHistory, [serviceId, days, mostRequests + 1]),
  );
  const considered = rows.slice(0, mostRequests);
  const approvers = approversIn(db, config);
  const counts = new Map<Outcome, number>();
  const examples: Impact["decided"]["examples"] = [];
  let differently = 0;
  for (const [index, row] of considered.entries()) {
    if (index % perTurn === perTurn - 1) await breathe();
    const known = await approvers(after ? [before, after] : [before], row);
    const then = outlook(row, before, known, config);
    const differences = after
      ? compare(then, outlook(row, after, known, config))
      : [["refused", "the service is no longer declared"] satisfies [Outcome, string]];
    if (differences.length > 0) differently += 1;
    for (const [outcome, words] of differences) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (examples.length >= mostExamples) continue;
      const { id, role, environment, requester } = row;
      const person = { id: requester.id, name: requester.name };
      examples.push({ id, requester: person, role, environment, outcome, words });
    }
  }
  const counted = outcomes.flatMap((outcome) => {
    const count = counts.get(outcome);
    return count ? [{ outcome, count }] : [];
  });
  return {
    decided: { considered: considered.length, differently, counts: counted, examples },
    isCut: rows.length > mostRequests,
  };
}

function outlook(
  row: RequestRow,
  trait: AccessTrait,
  knownApprovers: Principal[],
  config: Config,
): AskOutlook {
  const assessed = assessAsk(
    {
      service: { ...row.service, status: "active" },
      trait,
      role: row.role,
      environment: row.environment,
      requester: row.requester,
      authentication: null,
      durationSeconds: row.duration_seconds,
      startsAt: null,
      extends: null,
      askedBy: row.asked_by,
      justification: row.justification,
      ticket: row.ticket,
      now: row.created_at,
      taken: [],
      knownApprovers,
    },
    config,
  );
  // How somebody had signed in is not known any more, and says nothing about how they would.
  const refusals = assessed.refusals.filter(({ code }) => code !== "insufficient-authentication");
  return { ...assessed, refusals };
}

/** Pure. A request that is refused has no more to say; one that is not may differ in several ways. */
function compare(then: AskOutlook, next: AskOutlook): [Outcome, string][] {
  const [wasRefused] = then.refusals;
  const [refused] = next.refusals;
  if (refused) return wasRefused ? [] : [["refused", refused.detail]];
  if (wasRefused) return [["no-longer-refused", `refused today: ${wasRefused.detail}`]];
  const found: [Outcome, string][] = [];
  if (next.autoApproved !== then.autoApproved)
    found.push(
      next.autoApproved
        ? ["approved-at-once", "nobody would be asked"]
        : ["no-longer-approved-at-once", `would wait for ${approversOf(next).join(", ")}`],
    );
  else {
    const needed = (of: AskOutlook) => of.stages.reduce((sum, stage) => sum + stage.required, 0);
    const [had, has] = [needed(then), needed(next)];
    if (has !== had)
      found.push([has > had ? "more-approvals" : "fewer-approvals", `${has} instead of ${had}`]);
    if (approversOf(then).join() !== approversOf(next).join())
      found.push([
        "other-approvers",
        `${approversOf(next).join(", ")} instead of ${approversOf(then).join(", ")}`,
      ]);
  }
  const [was, is] = [then.effectiveDurationSeconds, next.effectiveDurationSeconds];
  if (is !== was)
    found.push([is < was ? "shorter" : "longer", `${durationWords(is)} instead of ${durationWords(was)}`]);
  return found;
}

const approversOf = (of: AskOutlook) =>
  [...new Set(of.stages.flatMap((stage) => stage.approvers))].toSorted();

const selectHistory = `
select ${requestColumns} from access_request r ${requestJoins}
where r.service_id = $1 and r.created_at > statement_timestamp() - make_interval(days => $2) order by r.id desc limit $3`;
