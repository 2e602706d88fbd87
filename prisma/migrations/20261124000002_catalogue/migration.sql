-- Finding a service: by the beginnings of words, for everybody; by the audience of its tokens, for the token endpoint and so
-- that no declaration takes another service's audience.
alter table service add column keywords text not null default '';
alter table service add column audiences text[] not null default '{}';
alter table service add column search tsvector generated always as (
  to_tsvector('simple', translate(lower(ref || ' ' || title || ' ' || coalesce(system, '') || ' ' || keywords), '-/._:@', '      '))
) stored;

create index service_search on service using gin (search);
create index service_audiences on service using gin (audiences);
create index service_source on service (source_name);
