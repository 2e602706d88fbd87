-- CreateEnum
CREATE TYPE "delivery_state" AS ENUM ('waiting', 'held', 'sent', 'dropped', 'unreachable');

-- AlterTable
ALTER TABLE "access_grant" ADD COLUMN     "warn_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "notification" (
    "id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "principal_id" TEXT,
    "thread" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_delivery" (
    "notification_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "state" "delivery_state" NOT NULL DEFAULT 'waiting',
    "reference" TEXT,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("notification_id","channel")
);

-- CreateTable
CREATE TABLE "notification_preferences" (
    "principal_id" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_preferences_pkey" PRIMARY KEY ("principal_id")
);

-- CreateIndex
CREATE INDEX "notification_principal_id_id_idx" ON "notification"("principal_id", "id" DESC);

-- CreateIndex
CREATE INDEX "notification_thread_idx" ON "notification"("thread");

-- CreateIndex
CREATE UNIQUE INDEX "notification_cause_kind_recipient_key" ON "notification"("cause", "kind", "recipient");

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "notification_delivery" ADD CONSTRAINT "notification_delivery_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principal"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

create index notification_delivery_held on notification_delivery (channel, notification_id) where state = 'held';
create index notification_unread on notification (principal_id) where read_at is null and closed_at is null;
alter table notification add constraint notification_closed check ((closed_at is null) = (outcome is null));

-- A holder hears before access ends, once for each end: a new end asks for a new word. A quarter of the time that it lasts, at
-- most a quarter of an hour.
create function set_grant_warning() returns trigger language plpgsql as $$
begin
  new.warn_at := new.ends_at - least(interval '15 minutes', (new.ends_at - new.starts_at) / 4);
  return new;
end $$;
create trigger access_grant_warning before insert on access_grant for each row execute function set_grant_warning();
create trigger access_grant_new_warning before update of ends_at on access_grant for each row
  when (old.ends_at is distinct from new.ends_at) execute function set_grant_warning();
create index access_grant_warning_due on access_grant (warn_at) where status = 'active' and warn_at is not null;
