-- Counted while the queue is empty, as it is most of the time, both partial indexes look alike, and looking for earlier messages
-- of a subject went through all that wait, for each of them. Only whoever asks for what is due says that attempts >= 0, which
-- is always true; everybody else is left with the index that is in order.
drop index outbox_message_due;
create index outbox_message_due on outbox_message (next_attempt_at) where delivered_at is null and failed_at is null and attempts >= 0;
