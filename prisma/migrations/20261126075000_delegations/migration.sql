-- AlterTable
ALTER TABLE "issued_token" ADD COLUMN     "delegation_id" TEXT;

-- CreateTable
CREATE TABLE "delegation" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "workload_id" TEXT NOT NULL,
    "grant_id" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "delegation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "delegation_principal_id_id_idx" ON "delegation"("principal_id", "id" DESC);

-- CreateIndex
CREATE INDEX "delegation_workload_id_idx" ON "delegation"("workload_id");

-- CreateIndex
CREATE INDEX "delegation_grant_id_idx" ON "delegation"("grant_id");

-- CreateIndex
CREATE INDEX "issued_token_delegation" ON "issued_token"("delegation_id") WHERE "delegation_id" IS NOT NULL;

-- AddForeignKey
ALTER TABLE "issued_token" ADD CONSTRAINT "issued_token_delegation_id_fkey" FOREIGN KEY ("delegation_id") REFERENCES "delegation"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_workload_id_fkey" FOREIGN KEY ("workload_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "delegation" ADD CONSTRAINT "delegation_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "access_grant"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

alter table issued_token add constraint issued_token_acts check (delegation_id is null or kind = 'service');
alter table delegation add constraint delegation_short check (expires_at > created_at and expires_at <= created_at + interval '15 minutes');

-- By a person, for a workload, under a grant of that person; taken back once, and else as it was made.
create function guard_delegation() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.ended_at is not null
      or not exists (select 1 from access_grant where id = new.grant_id and principal_id = new.principal_id)
      or not exists (select 1 from principal where id = new.principal_id and kind = 'user')
      or not exists (select 1 from principal where id = new.workload_id and kind = 'workload') then
      raise exception 'a delegation is of a person''s own grant, to a workload' using errcode = '42501';
    end if;
  elsif (old.id, old.principal_id, old.workload_id, old.grant_id, old.kid, old.created_at, old.expires_at)
      is distinct from (new.id, new.principal_id, new.workload_id, new.grant_id, new.kid, new.created_at, new.expires_at)
    or old.ended_at is not null and new.ended_at is distinct from old.ended_at then
    raise exception 'a delegation only ends' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger delegation_forward before insert or update on delegation for each row execute function guard_delegation();

-- What was got by it ends with it, whoever ends it and how; services are told as of every token that ends.
create function end_delegated_tokens() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before text := coalesce(current_setting('daypass.revocation_reason', true), '');
begin
  perform set_config('daypass.revocation_reason', 'delegation-ended', true);
  update issued_token set revoked_at = clock_timestamp()
  where delegation_id = new.id and revoked_at is null and expires_at > clock_timestamp();
  perform set_config('daypass.revocation_reason', before, true);
  return null;
end $$;
create trigger delegation_ended after update of ended_at on delegation
  for each row when (old.ended_at is null and new.ended_at is not null) execute function end_delegated_tokens();

-- Nobody acts for somebody who was deactivated, and nobody who was deactivated acts.
create function end_delegations() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update delegation set ended_at = clock_timestamp()
  where (principal_id = new.id or workload_id = new.id) and ended_at is null and expires_at > clock_timestamp();
  return null;
end $$;
create trigger principal_delegations_ended after update of deactivated_at on principal
  for each row when (old.deactivated_at is null and new.deactivated_at is not null) execute function end_delegations();
