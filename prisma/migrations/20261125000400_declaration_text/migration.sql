-- How a service's declaration stands in its file now: the lines of its trait and no other, which may hold anything. A version
-- never changes; the lines of the same version move and are commented upon, so they are kept beside it, once a service.
create table declaration_text (
  service_id text primary key references service (id) on delete restrict on update restrict,
  file text not null,
  line integer,
  block text,
  topologies text[] not null,
  digest text not null,
  constraint declaration_text_placed check ((line is null) = (block is null)),
  constraint declaration_text_size check (length(block) <= 262144)
);
