-- One digest that nobody has begun to send, for each person; whatever else is there gathers nothing more than that one does.
delete from outbox_message later using outbox_message earlier
where later.type = 'digest' and later.tried_at is null and later.delivered_at is null and later.failed_at is null
  and earlier.type = 'digest' and earlier.tried_at is null and earlier.delivered_at is null and earlier.failed_at is null
  and earlier.destination = later.destination and earlier.subject = later.subject and earlier.position < later.position;
create unique index outbox_message_one_digest on outbox_message (destination, subject)
  where type = 'digest' and tried_at is null and delivered_at is null and failed_at is null;
