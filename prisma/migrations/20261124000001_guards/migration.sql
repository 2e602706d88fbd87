-- What Prisma's schema cannot say: the invariants of docs/architecture.md that the database itself holds.

-- Every process works as this role; the login that migrates owns the tables. Roles belong to the whole server, so another
-- database of it may have made it already.
do $$
begin
  create role daypass_app nologin;
exception when duplicate_object or unique_violation then null;
end $$;

do $$
begin
  execute format('grant daypass_app to %I', current_user);
end $$;

grant usage on schema public to daypass_app;
grant select, insert, update, delete on all tables in schema public to daypass_app;
grant usage, select on all sequences in schema public to daypass_app;
alter default privileges in schema public grant select, insert, update, delete on tables to daypass_app;
alter default privileges in schema public grant usage, select on sequences to daypass_app;
revoke update, delete on audit_event, declaration, decision from daypass_app;
do $$
begin
  if to_regclass('_prisma_migrations') is not null then
    revoke all on _prisma_migrations from daypass_app;
  end if;
end $$;

-- Append-only, for the owner of the tables too.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows never change', tg_table_name using errcode = '42501';
end $$;

create trigger audit_event_append_only before update or delete on audit_event for each row execute function refuse_change();
create trigger audit_event_no_truncate before truncate on audit_event for each statement execute function refuse_change();
create trigger declaration_immutable before update or delete on declaration for each row execute function refuse_change();
create trigger decision_immutable before update or delete on decision for each row execute function refuse_change();

-- One pending request per principal, role and environment.
create unique index access_request_one_pending on access_request (requester_id, service_id, role, coalesce(environment, ''))
  where status = 'pending';

-- State machines only move forward.
create function guard_access_request() returns trigger language plpgsql as $$
begin
  if old.status <> 'pending' then
    raise exception 'a decided request never changes again' using errcode = '42501';
  end if;
  if (new.id, new.service_id, new.declaration_id, new.role, new.requester_id, new.duration_seconds, new.created_at)
     is distinct from (old.id, old.service_id, old.declaration_id, old.role, old.requester_id, old.duration_seconds, old.created_at)
     or new.environment is distinct from old.environment then
    raise exception 'what was asked never changes' using errcode = '42501';
  end if;
  if new.effective_duration_seconds > old.effective_duration_seconds then
    raise exception 'an approver may shorten, never widen' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_request_forward before update on access_request for each row execute function guard_access_request();
create trigger access_request_kept before delete on access_request for each row execute function refuse_change();

create function guard_access_grant() returns trigger language plpgsql as $$
begin
  if old.status in ('expired', 'revoked') then
    raise exception 'an ended grant never changes again' using errcode = '42501';
  end if;
  if old.status = 'active' and new.status = 'scheduled' then
    raise exception 'a grant only moves forward' using errcode = '42501';
  end if;
  if (new.id, new.request_id, new.principal_id, new.service_id, new.declaration_id, new.role, new.scopes, new.starts_at)
     is distinct from (old.id, old.request_id, old.principal_id, old.service_id, old.declaration_id, old.role, old.scopes, old.starts_at)
     or new.environment is distinct from old.environment then
    raise exception 'what was granted never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_grant_forward before update on access_grant for each row execute function guard_access_grant();
create trigger access_grant_kept before delete on access_grant for each row execute function refuse_change();

-- A grant is born of an approved request, in the transaction that approves it.
create function guard_grant_origin() returns trigger language plpgsql as $$
begin
  if (select status from access_request where id = new.request_id) is distinct from 'approved' then
    raise exception 'a grant needs an approved request' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_grant_origin before insert on access_grant for each row execute function guard_grant_origin();

alter table access_request add constraint access_request_durations
  check (effective_duration_seconds > 0 and effective_duration_seconds <= duration_seconds);
alter table access_request add constraint access_request_closed check ((status = 'pending') = (closed_at is null));
alter table access_grant add constraint access_grant_period check (ends_at > starts_at);
alter table access_grant add constraint access_grant_revoked check
  ((status = 'revoked') = (revoked_at is not null) and (status = 'revoked') = (revoke_reason is not null));

-- What is due is read from the rows themselves.
create index access_request_due on access_request (pending_until) where status = 'pending';
create index access_request_pending on access_request (id desc) where status = 'pending';
create index access_grant_start_due on access_grant (starts_at) where status = 'scheduled';
create index access_grant_end_due on access_grant (ends_at) where status in ('scheduled', 'active');
create index outbox_message_due on outbox_message (next_attempt_at) where delivered_at is null;
create index outbox_message_order on outbox_message (destination, subject, position) where delivered_at is null;

-- Nearly every event is a success: only the others are worth finding by their outcome.
create index audit_event_outcome on audit_event (outcome, at, position) where outcome <> 'success';
