-- AlterTable
ALTER TABLE "access_request" ADD COLUMN     "asked_by_id" TEXT;

-- CreateIndex
CREATE INDEX "access_request_asked_by_id_id_idx" ON "access_request"("asked_by_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "access_request" ADD CONSTRAINT "access_request_asked_by_id_fkey" FOREIGN KEY ("asked_by_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

alter table access_request add constraint access_request_asked_for_another check (asked_by_id is null or asked_by_id <> requester_id);
-- Only the holder extends access.
alter table access_request add constraint access_request_extended_by_holder check (asked_by_id is null or extends_grant_id is null);

create function guard_request_asker() returns trigger language plpgsql as $$
begin
  if new.asked_by_id is distinct from old.asked_by_id then
    raise exception 'what was asked never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger access_request_asker before update of asked_by_id on access_request
  for each row execute function guard_request_asker();
