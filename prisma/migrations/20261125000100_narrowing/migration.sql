-- Why Daypass itself closed a request; null when the requester took it back or somebody decided.
alter table access_request add column close_reason text;
alter table access_request add constraint access_request_close_reason check (close_reason is null or status = 'cancelled');

-- Whether grants of a service that is no longer declared go on until their time is over.
alter table service add column keeps_grants boolean not null default false;

-- What a narrowed declaration acts on is found by its service, however long the history of that is.
create index access_request_waiting on access_request (service_id) where status = 'pending';
create index access_grant_running on access_grant (service_id) where status in ('scheduled', 'active');
