-- Finding what somebody may ask for: whom any role of a service names. What is found is judged by the declaration itself.
alter table service add column eligible text[] not null default '{}';
update service s set eligible = array(
  select distinct jsonb_array_elements_text(named.refs) from (
    select d.trait #> '{defaults,eligible}' as refs
    union all
    select role.value -> 'eligible' from jsonb_each(d.trait -> 'roles') as role) named
  where jsonb_typeof(named.refs) = 'array')
from declaration d where d.id = s.declaration_id;
create index service_eligible on service using gin (eligible);
