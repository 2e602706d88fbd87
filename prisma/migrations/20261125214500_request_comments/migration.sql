-- What people say about a request, for everybody who sees it. Written once, never changed.
create table request_comment (
  id text primary key,
  request_id text not null references access_request (id) on delete restrict on update restrict,
  author_id text not null references principal (id) on delete restrict on update restrict,
  body text not null,
  mentions text[] not null,
  created_at timestamptz(3) not null,
  constraint request_comment_body check (body <> '')
);
create index request_comment_request on request_comment (request_id, id desc);

revoke update, delete on request_comment from daypass_app;
create trigger request_comment_immutable before update or delete on request_comment for each row execute function refuse_change();
