-- CreateTable
CREATE TABLE "signal_stream" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "endpoint_url" TEXT,
    "sealed_authorization" BYTEA,
    "events_requested" TEXT[],
    "events_delivered" TEXT[],
    "description" TEXT,
    "status" TEXT NOT NULL DEFAULT 'enabled',
    "status_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "verified_at" TIMESTAMPTZ(3),

    CONSTRAINT "signal_stream_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "signal_event" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "stream_id" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "signal_event_pkey" PRIMARY KEY ("position")
);

-- CreateIndex
CREATE INDEX "signal_stream_service_id_idx" ON "signal_stream"("service_id");

-- CreateIndex
CREATE UNIQUE INDEX "signal_event_id_key" ON "signal_event"("id");

-- CreateIndex
CREATE INDEX "signal_event_stream_id_position_idx" ON "signal_event"("stream_id", "position");

-- CreateIndex
CREATE INDEX "signal_event_created_at_idx" ON "signal_event"("created_at");

-- AddForeignKey
ALTER TABLE "signal_stream" ADD CONSTRAINT "signal_stream_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "signal_event" ADD CONSTRAINT "signal_event_stream_id_fkey" FOREIGN KEY ("stream_id") REFERENCES "signal_stream"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

alter table signal_stream add constraint signal_stream_words
  check (method in ('push', 'poll') and status in ('enabled', 'paused', 'disabled') and (method = 'push') = (endpoint_url is not null));

-- An event of a stream: into the outbox where it is pushed now, else to where it waits.
create function queue_signal(stream signal_stream, about text, event_type text, what jsonb) returns void language plpgsql as $$
declare
  event_id text := 'sig_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 26);
begin
  if stream.method = 'push' and stream.status = 'enabled' then
    insert into outbox_message (id, destination, subject, type, payload) values (
      'msg_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 26), 'signals:' || stream.id, about, event_type,
      jsonb_build_object('id', event_id, 'subject', about, 'type', event_type, 'facts', what));
  elsif stream.status <> 'disabled' then
    insert into signal_event (id, stream_id, subject, type, facts) values (event_id, stream.id, about, event_type, what);
  end if;
  perform pg_notify('daypass_signal', stream.id);
end $$;

-- Every end before its time is an event of each stream of its service, in the transaction that ended it.
create function signal_revocation() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  g access_grant;
  event_type text := 'https://schemas.openid.net/secevent/caep/event-type/' ||
    case when new.reason in ('shortened', 'lessened') then 'token-claims-change' else 'session-revoked' end;
begin
  select * into g from access_grant
  where id = coalesce(new.grant_id, (select grant_id from issued_token where jti = new.jti));
  perform queue_signal(s, g.principal_id, event_type, jsonb_build_object(
    'at', (extract(epoch from new.at) * 1000)::bigint, 'grantId', g.id, 'jti', new.jti, 'principalId', g.principal_id,
    'reason', new.reason, 'endsAt', (extract(epoch from g.ends_at) * 1000)::bigint))
  from signal_stream s
  where s.service_id = new.service_id and s.status <> 'disabled' and event_type = any(s.events_delivered);
  return null;
end $$;
create trigger revocation_signalled after insert on revocation for each row execute function signal_revocation();
