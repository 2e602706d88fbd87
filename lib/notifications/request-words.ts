import { seatWords } from "@/lib/approvals/words";
import type { AuditActor } from "@/lib/audit/event";
import { dateIn, textIn } from "@/lib/audit/facts";
import { durationWords, permissionWords } from "@/lib/declarations/describe";
import type { Principal } from "@/lib/principals/principal";
import type { RequestFacts } from "@/lib/requests/facts";
import type { Content } from "./content";
import { instantWords, nameOf, roleIn, roleOn, sentenceOf } from "./words";

type Detail = Record<string, unknown>;
type Row = RequestFacts["row"];

/** "1 h", "1 h instead of 4 h, cut by environment production" */
function lengthWords({
  effective_duration_seconds: granted,
  duration_seconds: asked,
  capped_by,
}: Row): string {
  if (granted === asked) return durationWords(asked);
  const cut = capped_by ? `, cut by ${capped_by}` : "";
  return `${durationWords(granted)} instead of ${durationWords(asked)}${cut}`;
}

function factsOf(facts: RequestFacts, timeZone: string): Content["facts"] {
  const { row } = facts;
  const rules = facts.currentRules ?? facts.pinnedRules;
  const lines = [
    { label: "Access", value: roleIn(row) },
    { label: "For", value: lengthWords(row) },
    ...(row.starts_at ? [{ label: "Starts", value: instantWords(row.starts_at, timeZone) }] : []),
    ...(row.ticket ? [{ label: "Ticket", value: row.ticket }] : []),
    { label: "Risk", value: rules.risk },
    { label: "Allows", value: permissionWords(rules).slice(0, 5).join(" · ") },
  ];
  return lines.filter(({ value }) => value !== "");
}

/** Asks an approver, or a room (null), for a decision. */
export function decisionWanted(facts: RequestFacts, person: Principal | null, timeZone: string): Content {
  const { row, assessment } = facts;
  const who = row.requester.name;
  return {
    title: `${who} asks for ${roleOn(row)}`,
    sentence: `${who} asks for ${roleIn(row)} for ${durationWords(row.effective_duration_seconds)}.`,
    why: person && why(assessment, person),
    quote: { by: who, text: row.justification },
    facts: [
      ...factsOf(facts, timeZone),
      { label: "Closes by itself", value: instantWords(row.pending_until, timeZone) },
    ],
    action: { label: "Decide", path: `/requests/${row.id}?decide=approve` },
  };
}

function why(assessment: RequestFacts["assessment"], person: Principal): string | null {
  const seat = assessment.seatFor(person);
  const stage = assessment.stages[assessment.openStage ?? 0];
  return seat && stage ? seatWords(seat, stage) : null;
}

/** What became of a request, for those who were asked. */
export function outcomeOf({ row, assessment }: RequestFacts): string {
  const last = row.decisions.at(-1)?.approver.name;
  switch (row.status) {
    case "pending": {
      const stage = assessment.stages[assessment.openStage ?? 0]?.name;
      return last && stage ? `${last} said yes; ${stage} decides now` : "Others decide it now";
    }
    case "approved":
      return `${last ?? "The declaration"} approved it for ${durationWords(row.effective_duration_seconds)}`;
    case "denied":
      return `${last ?? "An approver"} denied it`;
    case "cancelled":
      if (row.close_reason) return `Closed: ${row.close_reason}`;
      // Either of two took it back, and the row does not say who.
      return row.asked_by ? "It was taken back" : `${row.requester.name} took it back`;
    case "lapsed":
      return "Nobody decided in time";
  }
}

export function decidedElsewhere(facts: RequestFacts): Content {
  return settled(facts, " There is nothing left for you to do.");
}

/** What became of it, for those whose access it is not: whoever asked for them, and rooms. */
export function settled(facts: RequestFacts, further = ""): Content {
  const { row } = facts;
  const outcome = outcomeOf(facts);
  return plain(
    row,
    `${outcome} (${row.requester.name}, ${roleOn(row)})`,
    `${row.requester.name}'s request for ${roleIn(row)} is settled. ${sentenceOf(outcome)}${further}`,
  );
}

/** That somebody's access was ended before its time, for rooms. */
export function accessEnded({ row }: RequestFacts, actor: AuditActor, detail: Detail): Content {
  const by = nameOf(actor);
  const whose = `${row.requester.name}'s access as`;
  return {
    ...plain(row, `${by} ended ${whose} ${roleOn(row)}`, `${by} ended ${whose} ${roleIn(row)}`),
    quote: quoteOf(by, textIn(detail, "reason")),
  };
}

const toRequest = (row: Row, label = "See the request") => ({ label, path: `/requests/${row.id}` });

const plain = (row: Row, title: string, sentence: string): Content => ({
  title,
  sentence: sentenceOf(sentence),
  why: null,
  quote: null,
  facts: [],
  action: toRequest(row),
});

const quoteOf = (by: string, text: string | null): Content["quote"] => (text ? { by, text } : null);

/** To whom it concerns, about their own request or access: one for each thing that can happen to it. */
export const ownWords = {
  approved(facts: RequestFacts, actor: AuditActor, grant: Detail, timeZone: string): Content {
    const { row } = facts;
    const by = nameOf(actor);
    const start = dateIn(grant, "startsAt");
    const end = dateIn(grant, "endsAt");
    const later = start && row.starts_at ? ` It starts ${instantWords(start, timeZone)}.` : "";
    const until = end ? ` It ends ${instantWords(end, timeZone)}.` : "";
    return {
      ...plain(
        row,
        `${by} approved your request for ${roleOn(row)}`,
        `${by} approved your request for ${roleIn(row)}.${later}${until}`,
      ),
      quote: quoteOf(by, row.decisions.at(-1)?.comment ?? null),
      facts: factsOf(facts, timeZone),
      action: row.grant_id ? { label: "Use it", path: `/grants/${row.grant_id}` } : toRequest(row),
    };
  },
  denied({ row }: RequestFacts, actor: AuditActor, detail: Detail): Content {
    const by = nameOf(actor);
    return {
      ...plain(
        row,
        `${by} denied your request for ${roleOn(row)}`,
        `${by} denied your request for ${roleIn(row)}.`,
      ),
      quote: quoteOf(by, textIn(detail, "comment")),
    };
  },
  cancelled({ row }: RequestFacts, actor: AuditActor, detail: Detail): Content {
    const by = nameOf(actor);
    const reason = textIn(detail, "reason");
    return plain(
      row,
      `Your request for ${roleOn(row)} was closed`,
      `${by} closed your request for ${roleIn(row)}${reason ? `: ${reason}` : ""}`,
    );
  },
  lapsed({ row }: RequestFacts): Content {
    return plain(
      row,
      `Nobody decided your request for ${roleOn(row)}`,
      `Your request for ${roleIn(row)} closed by itself: nobody decided in time. You can ask again.`,
    );
  },
  progress(facts: RequestFacts, actor: AuditActor): Content {
    const { row, assessment } = facts;
    const stage = assessment.stages[assessment.openStage ?? 0];
    const rest = stage ? ` ${stage.required - stage.approvals} more in “${stage.name}”.` : "";
    const by = nameOf(actor);
    return plain(
      row,
      `${by} said yes to your request for ${roleOn(row)}`,
      `${by} said yes to your request for ${roleIn(row)}.${rest}`,
    );
  },
  escalated({ row }: RequestFacts): Content {
    return plain(
      row,
      `More people are asked about ${roleOn(row)}`,
      `Nobody decided your request for ${roleIn(row)} in time, so more people are asked.`,
    );
  },
  shortened({ row }: RequestFacts): Content {
    return plain(
      row,
      `Your request for ${roleOn(row)} was shortened`,
      `Your request for ${roleIn(row)} is for ${durationWords(row.effective_duration_seconds)} now: the declaration changed.`,
    );
  },
  askedForYou({ row }: RequestFacts, actor: AuditActor): Content {
    return {
      ...plain(
        row,
        `${nameOf(actor)} asked for ${roleOn(row)} for you`,
        `${nameOf(actor)} asked for ${roleIn(row)} for you. The access will be yours, and in your name.`,
      ),
      quote: quoteOf(nameOf(actor), row.justification),
    };
  },
  started({ row }: RequestFacts, detail: Detail, timeZone: string): Content {
    const end = dateIn(detail, "endsAt");
    return {
      ...plain(
        row,
        `Your access as ${roleOn(row)} has started`,
        `Your access as ${roleIn(row)} has started.${end ? ` It ends ${instantWords(end, timeZone)}.` : ""}`,
      ),
      action: row.grant_id ? { label: "Use it", path: `/grants/${row.grant_id}` } : toRequest(row),
    };
  },
  extended({ row }: RequestFacts, detail: Detail, timeZone: string): Content {
    const end = dateIn(detail, "endsAt");
    return plain(
      row,
      `Your access as ${roleOn(row)} was extended`,
      `Your access as ${roleIn(row)} ends ${end ? instantWords(end, timeZone) : "later"} now.`,
    );
  },
  endsSoon({ row }: RequestFacts, detail: Detail, timeZone: string): Content {
    const end = dateIn(detail, "endsAt");
    return {
      ...plain(
        row,
        `Your access as ${roleOn(row)} ends soon`,
        `Your access as ${roleIn(row)} ends ${end ? instantWords(end, timeZone) : "soon"}. Extend it before then if you need it longer.`,
      ),
      action: { label: "See your access", path: row.grant_id ? `/grants/${row.grant_id}` : "/access" },
    };
  },
  ended({ row }: RequestFacts): Content {
    return plain(
      row,
      `Your access as ${roleOn(row)} has ended`,
      `Your access as ${roleIn(row)} has ended: its time is over.`,
    );
  },
  revoked({ row }: RequestFacts, actor: AuditActor, detail: Detail): Content {
    const by = nameOf(actor);
    const reason = textIn(detail, "reason");
    const byItself = actor.kind === "system";
    return {
      ...plain(
        row,
        byItself ? `Your access as ${roleOn(row)} was ended` : `${by} revoked your access as ${roleOn(row)}`,
        `${by} ${byItself ? "ended" : "revoked"} your access as ${roleIn(row)}${byItself && reason ? `: ${reason}` : ""}`,
      ),
      quote: byItself ? null : quoteOf(by, reason),
    };
  },
  changed({ row }: RequestFacts, detail: Detail, timeZone: string): Content {
    const end = dateIn(detail, "endsAt");
    const without = textIn(detail, "without");
    const how = end
      ? `ends ${instantWords(end, timeZone)} now`
      : without
        ? `no longer has ${without}`
        : "is less now";
    return plain(
      row,
      `Your access as ${roleOn(row)} was cut`,
      `Your access as ${roleIn(row)} ${how}: the declaration of ${row.service.title} changed.`,
    );
  },
};
