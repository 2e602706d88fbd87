-- AlterTable
ALTER TABLE "outbox_message" ADD COLUMN     "failed_at" TIMESTAMPTZ(3),
ADD COLUMN     "tried_at" TIMESTAMPTZ(3);

-- What was given up is out of the way: nothing waits behind it.
drop index outbox_message_due;
drop index outbox_message_order;
create index outbox_message_due on outbox_message (next_attempt_at) where delivered_at is null and failed_at is null;
create index outbox_message_order on outbox_message (destination, subject, position) where delivered_at is null and failed_at is null;
create index outbox_message_failed on outbox_message (destination, position) where failed_at is not null;
alter table outbox_message add constraint outbox_message_settled check (delivered_at is null or failed_at is null);
