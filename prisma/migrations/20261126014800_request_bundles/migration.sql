-- AlterTable
ALTER TABLE "access_request" ADD COLUMN     "bundle_id" TEXT;

-- Of a bundle each is asked for once for each person; and what was asked together is found by it.
create unique index access_request_bundle on access_request (bundle_id, service_id, role, environment, requester_id)
  nulls not distinct where bundle_id is not null;
-- An extension and an emergency are asked for by themselves.
alter table access_request add constraint access_request_bundled
  check (bundle_id is null or (extends_grant_id is null and not break_glass));

create function guard_request_bundle() returns trigger language plpgsql as $$
begin
  if new.bundle_id is distinct from old.bundle_id then
    raise exception 'what was asked never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_request_bundle before update of bundle_id on access_request
  for each row execute function guard_request_bundle();
