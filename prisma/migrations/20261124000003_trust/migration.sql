-- Few declarations trust claims; who stands where through one is asked for every list.
create index declaration_with_trust on declaration (id) where trait ? 'trust';
