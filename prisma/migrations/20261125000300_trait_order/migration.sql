-- A declaration is shown as its team wrote it: json keeps the order of roles and environments, jsonb does not.
drop index declaration_with_trust;
alter table declaration alter column trait type json using trait::json;
create index declaration_with_trust on declaration (id) where trait ->> 'trust' is not null;
