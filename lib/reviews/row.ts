import type { GrantRow } from "@/lib/grants/row";
import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import type { reviewStatuses, reviewVerdicts } from "./schema";

/** A review with what doing it and showing it takes. */
export interface ReviewRow {
  id: string;
  request_id: string;
  grant_id: string;
  status: (typeof reviewStatuses)[number];
  reviewer_refs: string[];
  opened_at: Date;
  due_at: Date;
  verdict: (typeof reviewVerdicts)[number] | null;
  comment: string | null;
  reviewer: { id: string; name: string } | null;
  done_at: Date | null;
  role: string;
  environment: string | null;
  break_glass: boolean;
  justification: string;
  ticket: string | null;
  grant_status: GrantRow["status"];
  starts_at: Date;
  /** When the access ends, or ended. */
  ended_at: Date;
  holder: Principal;
  /** Who asked, where somebody else asked for the holder. */
  asked_by_id: string | null;
  service: { id: string; ref: string; title: string };
  current_declaration_id: string;
  /** Tokens that were issued under the access. */
  tokens: number;
  first_token_at: Date | null;
  last_token_at: Date | null;
  now: Date;
}

/** Columns of a ReviewRow from `reviewJoins`. */
export const reviewColumns = `
  v.id, v.request_id, v.grant_id, v.status, v.reviewer_refs, v.opened_at, v.due_at, v.verdict, v.comment, v.done_at,
  (select json_build_object('id', w.id, 'name', w.name) from principal w where w.id = v.reviewer_id) as reviewer,
  g.role, g.environment, r.break_glass, r.asked_by_id, r.justification, r.ticket, g.status as grant_status, g.starts_at,
  least(g.ends_at, g.revoked_at) as ended_at, ${principalJson("p")} as holder,
  json_build_object('id', s.id, 'ref', s.ref, 'title', s.title) as service, s.declaration_id as current_declaration_id,
  used.tokens, used.first_token_at, used.last_token_at, clock_timestamp() as now`;

// Tokens themselves are forgotten soon after they ended; the log keeps that they were issued.
export const reviewJoins = `
  join access_request r on r.id = v.request_id join access_grant g on g.id = v.grant_id
  join service s on s.id = v.service_id join principal p on p.id = g.principal_id
  cross join lateral (select count(*)::int as tokens, min(e.at) as first_token_at, max(e.at) as last_token_at
    from audit_event e where e.grant_id = v.grant_id and e.action = 'token.issued' and e.outcome = 'success') used`;
