-- Break-glass access is granted at once, and reviewed afterwards; so is what a policy with a review says yes to.
alter table access_request add column break_glass boolean not null default false;
alter table access_request add constraint access_request_break_glass
  check (not break_glass or (status = 'approved' and starts_at is null));
create trigger access_request_break_glass_kept before update of break_glass on access_request for each row
  when (old.break_glass is distinct from new.break_glass) execute function refuse_change();

create type review_status as enum ('open', 'done', 'moot');
create type review_verdict as enum ('justified', 'not-justified');

create table access_review (
  id text primary key,
  request_id text not null references access_request (id) on delete restrict on update restrict,
  grant_id text not null references access_grant (id) on delete restrict on update restrict,
  service_id text not null references service (id) on delete restrict on update restrict,
  reviewer_refs text[] not null,
  within_seconds integer not null,
  opened_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  status review_status not null default 'open',
  verdict review_verdict,
  comment text,
  reviewer_id text references principal (id) on delete restrict on update restrict,
  done_at timestamptz(3),
  reminders integer not null default 0,
  remind_at timestamptz(3) not null,
  constraint access_review_within check (within_seconds > 0),
  constraint access_review_done check (case status
    when 'done' then verdict is not null and comment is not null and reviewer_id is not null and done_at is not null
    else verdict is null and comment is null and reviewer_id is null and done_at is null end)
);
create unique index access_review_request_id_key on access_review (request_id);
create unique index access_review_grant_id_key on access_review (grant_id);
create index access_review_service_id_id_idx on access_review (service_id, id desc);
create index access_review_reviewer_refs_idx on access_review using gin (reviewer_refs);
create index access_review_due on access_review (due_at, id) where status = 'open';
create index access_review_remind on access_review (remind_at) where status = 'open';

revoke delete on access_review from daypass_app;

create function guard_access_review() returns trigger language plpgsql as $$
begin
  if old.status <> 'open' then
    raise exception 'a closed review never changes again' using errcode = '42501';
  end if;
  if (new.id, new.request_id, new.grant_id, new.service_id, new.reviewer_refs, new.within_seconds, new.opened_at)
     is distinct from (old.id, old.request_id, old.grant_id, old.service_id, old.reviewer_refs, old.within_seconds, old.opened_at)
     or new.reminders < old.reminders then
    raise exception 'what is to be reviewed never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_review_forward before update on access_review for each row execute function guard_access_review();
create trigger access_review_kept before delete on access_review for each row execute function refuse_change();

-- A review is due some time after the access ended, whoever ends, shortens or extends it. An access that never began, and
-- that no token was minted under, leaves nothing to look at.
create function move_access_review() returns trigger language plpgsql as $$
declare
  ended timestamptz := least(new.ends_at, new.revoked_at);
begin
  update access_review v set
    due_at = ended + make_interval(secs => v.within_seconds),
    remind_at = case v.reminders
      when 0 then ended
      when 1 then ended + make_interval(secs => v.within_seconds)
      else v.remind_at end,
    status = case when old.status = 'scheduled' and new.status = 'revoked'
        and not exists (select 1 from issued_token t where t.grant_id = new.id)
      then 'moot' else v.status end
  where v.grant_id = new.id and v.status = 'open';
  return null;
end $$;
create trigger access_grant_review after update of ends_at, revoked_at on access_grant for each row
  when (old.ends_at is distinct from new.ends_at or old.revoked_at is distinct from new.revoked_at)
  execute function move_access_review();
