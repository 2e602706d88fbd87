-- Somebody says that they are looking at a request. It keeps nobody from deciding, and counts for half an hour.
create table request_claim (
  request_id text not null references access_request (id) on delete restrict on update restrict,
  principal_id text not null references principal (id) on delete restrict on update restrict,
  claimed_at timestamptz(3) not null,
  primary key (request_id, principal_id)
);
