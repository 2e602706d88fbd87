-- Rule 10: a declaration that widens access waits for a current owner. What its source says (`declared_id`) and what is in
-- force (`declaration_id`) are two versions meanwhile; the one in force may be derived: what acts at once of the other.
alter table declaration add column derived_from_id text references declaration (id) on delete restrict on update restrict;
alter table service add column declared_id text references declaration (id) on delete restrict on update restrict;
update service set declared_id = declaration_id;
create unique index service_declared_id_key on service (declared_id);

create type proposal_status as enum ('pending', 'approved', 'denied', 'lapsed', 'superseded');

create table declaration_proposal (
  id text primary key,
  service_id text not null references service (id) on delete restrict on update restrict,
  before_id text not null references declaration (id) on delete restrict on update restrict,
  after_id text not null references declaration (id) on delete restrict on update restrict,
  status proposal_status not null default 'pending',
  waits jsonb not null,
  acted jsonb not null,
  owners text[] not null,
  proposed_by_id text references principal (id) on delete restrict on update restrict,
  created_at timestamptz(3) not null default now(),
  pending_until timestamptz(3) not null,
  closed_at timestamptz(3),
  decided_by_id text references principal (id) on delete restrict on update restrict,
  comment text,
  constraint declaration_proposal_closed check ((status = 'pending') = (closed_at is null)),
  constraint declaration_proposal_decided check (decided_by_id is null or status in ('approved', 'denied'))
);
create index declaration_proposal_service on declaration_proposal (service_id, id desc);
create index declaration_proposal_owners on declaration_proposal using gin (owners);
create unique index declaration_proposal_one_pending on declaration_proposal (service_id) where status = 'pending';
create index declaration_proposal_due on declaration_proposal (pending_until) where status = 'pending';

create function guard_declaration_proposal() returns trigger language plpgsql as $$
begin
  if old.status <> 'pending' then
    raise exception 'a closed proposal never changes again' using errcode = '42501';
  end if;
  if (new.id, new.service_id, new.before_id, new.after_id, new.waits, new.acted, new.owners, new.created_at)
     is distinct from (old.id, old.service_id, old.before_id, old.after_id, old.waits, old.acted, old.owners, old.created_at) then
    raise exception 'what was proposed never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger declaration_proposal_forward before update on declaration_proposal for each row execute function guard_declaration_proposal();
create trigger declaration_proposal_kept before delete on declaration_proposal for each row execute function refuse_change();
