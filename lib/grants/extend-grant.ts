import type { AuditInput } from "@/lib/audit/event";
import type { Transaction } from "@/lib/db/transaction";

export interface ApprovedExtension {
  requestId: string;
  grantId: string;
  role: string;
  environment: string | null;
  from: Date;
  until: Date;
  cappedBy: string | null;
  now: Date;
}

/**
 * Moves the end of the one grant that an approved request extends, and keeps what it did, in the transaction that approved
 * it. The caller holds the grant locked and has made sure that it runs.
 */
export async function extendGrant(tx: Transaction, extension: ApprovedExtension): Promise<AuditInput> {
  const { requestId, grantId, role, environment, from, until, cappedBy, now } = extension;
  await tx.query("grant-extension-keep", keepSql, [requestId, grantId, from, until, now]);
  await tx.query("grant-extend", "update access_grant set ends_at = $2 where id = $1", [grantId, until]);
  const ends = { endsAt: until.toISOString(), insteadOf: from.toISOString() };
  return { action: "grant.extended", grantId, detail: { role, environment, ...ends, cappedBy } };
}

const keepSql =
  "insert into grant_extension (request_id, grant_id, from_at, to_at, at) values ($1, $2, $3, $4, $5)";
