import type { AuditInput } from "@/lib/audit/event";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import type { RoleRules } from "@/lib/declarations/rules";
import type { RequestReview } from "@/lib/requests/row";
import { openReview } from "@/lib/reviews/open-review";

export interface ApprovedRequest {
  requestId: string;
  serviceId: string;
  declarationId: string;
  principalId: string;
  role: string;
  environment: string | null;
  rules: RoleRules;
  justification: string;
  durationSeconds: number;
  startsAt: Date | null;
  now: Date;
}

export interface OpenedGrant {
  id: string;
  events: AuditInput[];
  review: RequestReview | null;
}

/**
 * Opens the one grant of a request that the same transaction approved: active from now, or scheduled for a later start; and
 * its review, where the rules ask for one. The clock of the access starts here, never when it was asked for.
 */
export async function openGrant(tx: Transaction, request: ApprovedRequest): Promise<OpenedGrant> {
  const id = newId("grt");
  const startsAt = request.startsAt && request.startsAt > request.now ? request.startsAt : request.now;
  const endsAt = new Date(startsAt.getTime() + request.durationSeconds * 1000);
  const scheduled = startsAt > request.now;
  await tx.query("grant-open", insertGrant, [
    id,
    request.requestId,
    request.principalId,
    request.serviceId,
    request.declarationId,
    request.role,
    request.environment,
    request.rules.scopes,
    JSON.stringify(request.rules.authorizationDetails),
    scheduled ? "scheduled" : "active",
    startsAt,
    endsAt,
  ]);
  const detail = {
    role: request.role,
    environment: request.environment,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    scopes: request.rules.scopes,
  };
  const events: AuditInput[] = [
    { action: scheduled ? "grant.scheduled" : "grant.activated", grantId: id, detail },
  ];
  // An event of its own: whoever wants to hear of emergencies alone can.
  if (request.rules.breakGlass)
    events.push({
      action: "grant.break-glass-opened",
      grantId: id,
      detail: { ...detail, justification: request.justification },
    });
  const { postReview } = request.rules;
  if (!postReview) return { id, events, review: null };
  const opened = await openReview(tx, postReview, { ...request, grantId: id, endsAt });
  return { id, events: [...events, opened.event], review: opened.review };
}

const insertGrant = `
insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, environment, scopes, authorization_details, status, starts_at, ends_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::grant_status, $11, $12)`;
