-- AlterTable
ALTER TABLE "access_request" ADD COLUMN     "extends_grant_id" TEXT;

-- CreateTable
CREATE TABLE "grant_extension" (
    "request_id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "grant_extension_pkey" PRIMARY KEY ("request_id")
);

-- CreateIndex
CREATE INDEX "grant_extension_grant_id_idx" ON "grant_extension"("grant_id");

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_extends_grant_id_fkey" FOREIGN KEY ("extends_grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grant_extension" ADD CONSTRAINT "grant_extension_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "access_request"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "grant_extension" ADD CONSTRAINT "grant_extension_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What an extension did never changes, for the owner of the tables either.
revoke update, delete on grant_extension from daypass_app;
create trigger grant_extension_immutable before update or delete on grant_extension for each row execute function refuse_change();
alter table grant_extension add constraint grant_extension_later check (to_at > from_at);
alter table access_request add constraint access_request_extension_start check (extends_grant_id is null or starts_at is null);

create function guard_request_extension() returns trigger language plpgsql as $$
begin
  if new.extends_grant_id is distinct from old.extends_grant_id then
    raise exception 'what was asked never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_request_extension before update of extends_grant_id on access_request
  for each row execute function guard_request_extension();

-- An approved request gives one grant or one extension of the grant that it names, and never both.
create function guard_extension_origin() returns trigger language plpgsql as $$
begin
  if not exists (
    select 1 from access_request r join access_grant g on g.id = r.extends_grant_id
    where r.id = new.request_id and g.id = new.grant_id and r.status = 'approved' and g.status in ('scheduled', 'active')
      and g.ends_at = new.from_at and g.principal_id = r.requester_id and g.service_id = r.service_id and g.role = r.role
      and g.environment is not distinct from r.environment) then
    raise exception 'an extension needs an approved request for the grant as it runs' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger grant_extension_origin before insert on grant_extension for each row execute function guard_extension_origin();

create function guard_grant_of_extension() returns trigger language plpgsql as $$
begin
  if exists (select 1 from access_request where id = new.request_id and extends_grant_id is not null) then
    raise exception 'a request that extends a grant gives none of its own' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_grant_no_extension before insert on access_grant for each row execute function guard_grant_of_extension();

-- The end of a grant moves later in the transaction that recorded exactly that, and never otherwise.
create function guard_grant_end() returns trigger language plpgsql as $$
begin
  if new.ends_at > old.ends_at and not exists (
    select 1 from grant_extension e
    where e.grant_id = new.id and e.from_at = old.ends_at and e.to_at = new.ends_at and e.xmin = pg_current_xact_id()::xid) then
    raise exception 'the end of a grant moves later by an approved extension only' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_grant_end before update of ends_at on access_grant for each row execute function guard_grant_end();

-- A grant that ends closes what asks to extend it.
create index access_request_extending on access_request (extends_grant_id) where status = 'pending' and extends_grant_id is not null;
