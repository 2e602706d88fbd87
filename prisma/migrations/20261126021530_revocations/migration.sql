-- AlterTable
ALTER TABLE "issued_token" ADD COLUMN     "status_index" BIGINT;

-- CreateTable
CREATE TABLE "revocation" (
    "position" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "service_id" TEXT NOT NULL,
    "grant_id" TEXT,
    "jti" TEXT,
    "reason" TEXT NOT NULL,
    "xact" BIGINT NOT NULL,
    "oldest_xact" BIGINT NOT NULL,

    CONSTRAINT "revocation_pkey" PRIMARY KEY ("position")
);

-- CreateIndex
CREATE INDEX "revocation_at_idx" ON "revocation"("at");

-- CreateIndex
CREATE INDEX "revocation_service_id_position_idx" ON "revocation"("service_id", "position");

-- CreateIndex
CREATE INDEX "revocation_service_id_xact_idx" ON "revocation"("service_id", "xact");

-- CreateIndex
CREATE UNIQUE INDEX "issued_token_status_index_key" ON "issued_token"("status_index");

-- Where the next token stands in the status lists. Counted on for ever: an index is never given twice.
create sequence token_status_index as bigint minvalue 0 start with 0;
grant usage, select on sequence token_status_index to daypass_app;

-- Nobody writes here but the triggers below, which work as the owner of the tables; a row goes after two days and not earlier.
alter table revocation add constraint revocation_names_one check ((grant_id is null) <> (jti is null));
create unique index revocation_of_token on revocation (jti, reason) where jti is not null;
create index revocation_of_grant on revocation (grant_id) where grant_id is not null;
revoke insert, update, delete, truncate on revocation from daypass_app;
grant delete on revocation to daypass_app;

create function guard_revocation() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' or old.at > clock_timestamp() - interval '48 hours' then
    raise exception 'revocation rows never change' using errcode = '42501';
  end if;
  return old;
end $$;
create trigger revocation_append_only before update or delete on revocation for each row execute function guard_revocation();
create trigger revocation_no_truncate before truncate on revocation for each statement execute function refuse_change();

-- One end before its time: the row, and the word to every process when the transaction commits.
create function tell_revocation(of_service text, of_grant text, of_token text, why text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  made revocation;
begin
  insert into revocation (at, service_id, grant_id, jti, reason, xact, oldest_xact)
  values (clock_timestamp(), of_service, of_grant, of_token, why, pg_current_xact_id()::text::bigint,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
  on conflict do nothing
  returning * into made;
  if made.position is not null then
    perform pg_notify('daypass_revocation', json_build_object(
      'position', made.position::text, 'at', (extract(epoch from made.at) * 1000)::bigint, 'serviceId', made.service_id,
      'grantId', made.grant_id, 'jti', made.jti, 'reason', made.reason, 'xact', made.xact::text, 'oldestXact', made.oldest_xact::text)::text);
  end if;
end $$;
revoke execute on function tell_revocation(text, text, text, text) from public;

create function tell_grant_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.status = 'revoked' and old.status <> 'revoked' then
    perform tell_revocation(new.service_id, new.id, null, case
      when exists (select 1 from principal where id = new.principal_id and deactivated_at is not null) then 'deactivated'
      when exists (select 1 from service where id = new.service_id and status <> 'active') then 'withdrawn'
      when new.revoked_by_id is null then 'no-longer-eligible'
      when new.revoked_by_id = new.principal_id then 'given-back'
      else 'revoked' end);
  elsif new.status = 'expired' and old.status <> 'expired' and new.ends_at > clock_timestamp() then
    perform tell_revocation(new.service_id, new.id, null, 'expired');
  elsif new.ends_at < old.ends_at then
    perform tell_revocation(new.service_id, null, t.jti, 'shortened') from issued_token t
    where t.grant_id = new.id and t.kind = 'service' and t.expires_at > new.ends_at and t.expires_at > clock_timestamp();
  end if;
  return null;
end $$;
create trigger access_grant_told after update of status, ends_at on access_grant for each row execute function tell_grant_end();

-- A token that is taken back, or that would live on past an end that came nearer. Whoever takes rights out of tokens says so
-- in daypass.revocation_reason.
create function tell_token_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  of_service text;
begin
  if new.kind <> 'service' or old.expires_at <= clock_timestamp() then
    return null;
  end if;
  select service_id into of_service from access_grant where id = new.grant_id;
  if new.revoked_at is not null and old.revoked_at is null then
    perform tell_revocation(of_service, null, new.jti,
      coalesce(nullif(current_setting('daypass.revocation_reason', true), ''), 'token-revoked'));
  elsif new.expires_at < old.expires_at then
    perform tell_revocation(of_service, null, new.jti, 'shortened');
  end if;
  return null;
end $$;
create trigger issued_token_told after update of revoked_at, expires_at on issued_token for each row execute function tell_token_end();

-- What a deactivation or a withdrawal left running in the end, by whatever path: it is over, so it is told.
create function tell_principal_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from principal where id = new.id and deactivated_at is not null) then
    perform tell_revocation(g.service_id, g.id, null, 'deactivated') from access_grant g
    where g.principal_id = new.id and g.status in ('scheduled', 'active') and g.ends_at > clock_timestamp();
  end if;
  return null;
end $$;
create constraint trigger principal_told after update of deactivated_at on principal deferrable initially deferred
  for each row when (new.deactivated_at is not null and old.deactivated_at is null) execute function tell_principal_end();

create function tell_service_end() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select 1 from service where id = new.id and status <> 'active' and not keeps_grants) then
    perform tell_revocation(g.service_id, g.id, null, 'withdrawn') from access_grant g
    where g.service_id = new.id and g.status in ('scheduled', 'active') and g.ends_at > clock_timestamp();
  end if;
  return null;
end $$;
create constraint trigger service_told after update of status, keeps_grants on service deferrable initially deferred
  for each row when ((old.status, old.keeps_grants) is distinct from (new.status, new.keeps_grants))
  execute function tell_service_end();
