import { actorOf } from "@/lib/context/context";
import type { Principal } from "@/lib/principals/principal";
import type { RequestFacts } from "@/lib/requests/facts";
import { loadRequest } from "@/lib/requests/load-request";
import { objectionTo } from "@/lib/requests/policy";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Message, MessageRequest, Recipient } from "./channel";
import { isUrgent, topicOfKind } from "./kinds";
import type { NotificationRow } from "./row";

/** The message of a notification as a channel delivers it: its words of then, and of the request what is true now. */
export async function messageOf(runtime: Runtime, row: NotificationRow): Promise<Message> {
  const { title, sentence, why, quote, facts, action } = row.content;
  const request = row.thread.startsWith("req_")
    ? await loadRequest(runtime.pool, row.thread, runtime.config)
    : null;
  return {
    id: row.id,
    kind: row.kind,
    topic: topicOfKind[row.kind],
    to: recipientOf(row),
    at: row.created_at,
    urgent: isUrgent(row.kind),
    thread: row.thread,
    title,
    sentence,
    why,
    quote,
    facts,
    action: { label: action.label, url: `${runtime.config.baseUrl}${action.path}` },
    request: request && requestOf(runtime, request, row),
  };
}

function recipientOf({ person, recipient }: NotificationRow): Recipient {
  if (person) return { kind: "person", person };
  return { kind: "room", room: recipient.slice(recipient.indexOf("/") + 1) };
}

function requestOf(runtime: Runtime, facts: RequestFacts, row: NotificationRow): MessageRequest {
  const { row: request } = facts;
  const rules = facts.currentRules ?? facts.pinnedRules;
  return {
    id: request.id,
    service: { ref: request.service.ref, title: request.service.title },
    role: request.role,
    environment: request.environment,
    requester: { id: request.requester.id, name: request.requester.name },
    durationSeconds: request.effective_duration_seconds,
    justification: request.justification,
    ticket: request.ticket,
    risk: rules.risk,
    pending: request.status === "pending" && request.now < request.pending_until,
    pendingUntil: request.pending_until,
    abilities: row.person && !row.closed_at ? abilitiesOf(runtime, facts, row.person) : [],
  };
}

function abilitiesOf(runtime: Runtime, facts: RequestFacts, person: Principal): MessageRequest["abilities"] {
  const ctx = { runtime, actor: actorOf(person), requestId: "notification" };
  return (["approve", "shorten", "deny"] as const).filter(
    (action) => objectionTo(action, ctx, facts) === null,
  );
}
