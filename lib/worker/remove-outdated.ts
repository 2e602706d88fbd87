import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";

/** Drops what can serve nobody any more: tokens past their end, claims that lapsed, idempotency keys older than a day, revocations that nobody replays, refusals of more than a week ago, interactions, signed requests and proofs that are stale. */
export async function removeOutdated({ pool }: Runtime): Promise<void> {
  await pool.query(
    statement(
      "tokens-remove",
      "delete from issued_token where expires_at < statement_timestamp() - interval '1 day'",
    ),
  );
  await pool.query(statement("delegations-remove", removeDelegations));
  await pool.query(
    statement(
      "claims-remove",
      "delete from request_claim where claimed_at < statement_timestamp() - interval '1 day'",
    ),
  );
  await pool.query(
    statement(
      "idempotency-remove",
      "delete from idempotency_key where created_at < statement_timestamp() - interval '1 day'",
    ),
  );
  await pool.query(
    statement(
      "slack-interactions-remove",
      "delete from slack_interaction where expires_at < statement_timestamp()",
    ),
  );
  await pool.query(
    statement("aws-requests-remove", "delete from aws_request where expires_at < statement_timestamp()"),
  );
  await pool.query(
    statement(
      "devices-remove",
      "delete from device_sign_in where expires_at < statement_timestamp() - interval '1 day'",
    ),
  );
  await pool.query(
    statement("dpop-proofs-remove", "delete from dpop_proof where expires_at < statement_timestamp()"),
  );
  await pool.query(
    statement(
      "outbox-remove",
      "delete from outbox_message where delivered_at < statement_timestamp() - interval '30 days'",
    ),
  );
  await pool.query(
    statement(
      "revocations-remove",
      "delete from revocation where at < statement_timestamp() - interval '49 hours'",
    ),
  );
  await pool.query(
    statement(
      "signals-remove",
      "delete from signal_event where created_at < statement_timestamp() - interval '7 days'",
    ),
  );
  await pool.query(
    statement(
      "refusals-remove",
      "delete from refusal where last_at < statement_timestamp() - interval '7 days' and told = calls",
    ),
  );
  await pool.query(statement("notifications-remove", removeNotifications));
}

const removeDelegations = `
delete from delegation d where d.expires_at < statement_timestamp() - interval '1 day'
  and not exists (select 1 from issued_token t where t.delegation_id = d.id)`;

// Old news; what still asks for something stays.
const removeNotifications = `
delete from notification where id in (
  select id from notification where created_at < statement_timestamp() - interval '90 days'
    and (closed_at is not null or read_at is not null or created_at < statement_timestamp() - interval '365 days') limit 10000)`;
