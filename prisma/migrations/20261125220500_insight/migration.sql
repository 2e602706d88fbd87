-- Insight reads the requests of a period, and of each grant whether anything was done with it.
create index access_request_created on access_request (created_at);
create index audit_event_used on audit_event (grant_id) where action = 'token.issued' and outcome = 'success' and grant_id is not null;
