-- CreateTable
CREATE TABLE "device_sign_in" (
    "id" TEXT NOT NULL,
    "device_hash" BYTEA NOT NULL,
    "user_hash" BYTEA NOT NULL,
    "client" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "interval_seconds" INTEGER NOT NULL DEFAULT 5,
    "next_poll_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "principal_id" TEXT,

    CONSTRAINT "device_sign_in_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "device_sign_in_device_hash_key" ON "device_sign_in"("device_hash");

-- CreateIndex
CREATE UNIQUE INDEX "device_sign_in_user_hash_key" ON "device_sign_in"("user_hash");

-- CreateIndex
CREATE INDEX "device_sign_in_expires_at_idx" ON "device_sign_in"("expires_at");

alter table device_sign_in add constraint device_sign_in_status check (status in ('pending', 'approved', 'denied', 'taken'));
alter table device_sign_in add constraint device_sign_in_person check ((principal_id is null) = (status = 'pending'));

-- Answered once, taken once, and never for somebody else.
create function guard_device_sign_in() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (('pending', 'pending'), ('pending', 'approved'), ('pending', 'denied'), ('approved', 'approved'),
      ('approved', 'taken'), ('denied', 'denied'), ('taken', 'taken'))
    or (old.principal_id is not null and new.principal_id is distinct from old.principal_id)
    or (old.device_hash, old.user_hash, old.client, old.expires_at) is distinct from (new.device_hash, new.user_hash, new.client, new.expires_at) then
    raise exception 'a device sign-in only moves forward' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger device_sign_in_forward before update on device_sign_in for each row execute function guard_device_sign_in();
