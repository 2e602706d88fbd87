-- A stage that waits too long is opened to further approvers, and a stand-in decides with the authority of somebody who is away.
alter table access_request add column escalates_at timestamptz(3);
alter table decision add column on_behalf_of_id text
  constraint decision_on_behalf_of_id_fkey references principal (id) on delete restrict on update restrict;
alter table decision add constraint decision_represents_another check (on_behalf_of_id <> approver_id);

-- What is due is read from the rows themselves.
create index access_request_escalation_due on access_request (escalates_at) where status = 'pending' and escalates_at is not null;

-- One person fills one seat, whoever it was that filled it for them.
create unique index decision_one_seat on decision (request_id, coalesce(on_behalf_of_id, approver_id));
