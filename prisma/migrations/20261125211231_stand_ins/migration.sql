-- CreateTable
CREATE TABLE "stand_in" (
    "id" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "stand_in_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" TEXT,

    CONSTRAINT "stand_in_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "stand_in_principal_id_id_idx" ON "stand_in"("principal_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "stand_in" ADD CONSTRAINT "stand_in_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stand_in" ADD CONSTRAINT "stand_in_stand_in_id_fkey" FOREIGN KEY ("stand_in_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stand_in" ADD CONSTRAINT "stand_in_ended_by_id_fkey" FOREIGN KEY ("ended_by_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- The policy says the same with words; what must hold at every instant is held here.
alter table stand_in add constraint stand_in_another check (principal_id <> stand_in_id);
alter table stand_in add constraint stand_in_period check (ends_at > starts_at and ends_at <= starts_at + interval '90 days');
create index stand_in_running on stand_in (stand_in_id, ends_at) where ended_at is null;
create index stand_in_of on stand_in (principal_id, ends_at) where ended_at is null;

create function guard_stand_in() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null then
    raise exception 'a stand-in that was ended never changes again' using errcode = '42501';
  end if;
  if (new.id, new.principal_id, new.stand_in_id, new.starts_at, new.ends_at, new.reason, new.created_at)
     is distinct from (old.id, old.principal_id, old.stand_in_id, old.starts_at, old.ends_at, old.reason, old.created_at) then
    raise exception 'who stands in for whom never changes' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger stand_in_forward before update on stand_in for each row execute function guard_stand_in();
create trigger stand_in_kept before delete on stand_in for each row execute function refuse_change();
