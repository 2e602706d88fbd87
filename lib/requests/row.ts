import type { CastDecision } from "@/lib/approvals/assess";
import type { GrantRow } from "@/lib/grants/row";
import type { Principal } from "@/lib/principals/principal";

import { identityJson, principalJson } from "@/lib/principals/queries";
import type { Claim } from "./claims";
import type { ExtendedGrant } from "./extension";

/** What a request says of the review of its access. */
export interface RequestReview {
  id: string;
  reviewerRefs: string[];
}

/** An access request with everything that deciding and showing it takes. */
export interface RequestRow {
  id: string;
  /** What was asked together with it; null: it was asked by itself. */
  bundle_id: string | null;
  role: string;
  environment: string | null;
  status: "pending" | "approved" | "denied" | "cancelled" | "lapsed";
  justification: string;
  ticket: string | null;
  duration_seconds: number;
  effective_duration_seconds: number;
  capped_by: string | null;
  starts_at: Date | null;
  approver_refs: string[];
  created_at: Date;
  pending_until: Date;
  /** When the stage that waits is opened to further approvers; null: never, or it was. */
  escalates_at: Date | null;
  closed_at: Date | null;
  /** Why it was closed by somebody else than the requester. */
  close_reason: string | null;
  /** Taken in an emergency: granted at once, without anybody's yes. */
  break_glass: boolean;
  /** The version that the request was made under. */
  declaration_id: string;
  current_declaration_id: string;
  service: { id: string; ref: string; title: string; status: "active" | "withdrawn" };
  /** Whose access it will be. */
  requester: Principal;
  /** Who asked, where somebody else asked for the requester. */
  asked_by: Principal | null;
  decisions: CastDecision[];
  /** While pending: who said that they are looking at it. */
  claims: Claim[];
  /** Of the access, once it has ended; null: nobody has to review it. */
  review: RequestReview | null;
  /** The grant that it gave or extended. */
  grant_id: string | null;
  /** The grant that it asks to extend, as it is now, and what became of its end. */
  extends: {
    grantId: string;
    status: GrantRow["status"];
    startsAt: string;
    endsAt: string;
    from: string | null;
    to: string | null;
  } | null;
  /** The database's clock, read after any lock was had. */
  now: Date;
}

/** Columns of a RequestRow from `access_request r` joined to `service s` and `principal q`. */
export const requestColumns = `
  r.id, r.bundle_id, r.role, r.environment, r.status, r.justification, r.ticket, r.duration_seconds, r.effective_duration_seconds, r.capped_by,
  r.starts_at, r.approver_refs, r.created_at, r.pending_until, r.escalates_at, r.closed_at, r.close_reason, r.break_glass, r.declaration_id,
  s.declaration_id as current_declaration_id,
  json_build_object('id', s.id, 'ref', s.ref, 'title', s.title, 'status', s.status) as service,
  ${principalJson("q")} as requester,
  (select ${principalJson("b")} from principal b where b.id = r.asked_by_id) as asked_by,
  (select coalesce(json_agg(json_build_object('id', c.id, 'stage', c.stage, 'verdict', c.verdict, 'comment', c.comment,
      'durationSeconds', c.duration_seconds, 'createdAt', c.created_at, 'approver', ${principalJson("a", "c.on_call")},
      'onBehalfOf', case when o.id is not null then ${identityJson("o", "c.on_call")} end) order by c.id), '[]'::json)
    from decision c join principal a on a.id = c.approver_id left join principal o on o.id = c.on_behalf_of_id where c.request_id = r.id) as decisions,
  case when r.status = 'pending' then
    (select coalesce(json_agg(json_build_object('principal', ${principalJson("l")}, 'at', k.claimed_at) order by k.claimed_at), '[]'::json)
      from request_claim k join principal l on l.id = k.principal_id where k.request_id = r.id) else '[]'::json end as claims,
  (select json_build_object('id', v.id, 'reviewerRefs', v.reviewer_refs) from access_review v where v.request_id = r.id) as review,
  coalesce((select g.id from access_grant g where g.request_id = r.id),
    (select e.grant_id from grant_extension e where e.request_id = r.id)) as grant_id,
  (select json_build_object('grantId', x.id, 'status', x.status, 'startsAt', x.starts_at, 'endsAt', x.ends_at, 'from', e.from_at, 'to', e.to_at)
    from access_grant x left join grant_extension e on e.request_id = r.id where x.id = r.extends_grant_id) as extends,
  clock_timestamp() as now`;

export const requestJoins = "join service s on s.id = r.service_id join principal q on q.id = r.requester_id";

/** The grant that a request asks to extend, for the rules about it; null where it asks for one of its own. */
export function extendedGrantOf({ extends: of }: Pick<RequestRow, "extends">): ExtendedGrant | null {
  if (!of) return null;
  return {
    id: of.grantId,
    status: of.status,
    starts_at: new Date(of.startsAt),
    ends_at: new Date(of.endsAt),
  };
}

/** Ids of whose request it is: the requester's, and the asker's where that is somebody else. */
export const partiesOf = ({ requester, asked_by }: Pick<RequestRow, "requester" | "asked_by">): string[] =>
  asked_by ? [requester.id, asked_by.id] : [requester.id];
