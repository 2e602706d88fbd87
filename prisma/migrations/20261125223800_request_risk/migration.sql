-- How risky what was asked for is, by the declaration that the request was made under: what waits is ordered by it.
create type risk as enum ('low', 'medium', 'high', 'critical');
alter table access_request add column risk risk not null default 'medium';

-- A decided request never changes; this only writes down what its declaration said then.
alter table access_request disable trigger access_request_forward;
update access_request r set risk = (d.trait -> 'roles' -> r.role ->> 'risk')::risk
from declaration d where d.id = r.declaration_id and d.trait -> 'roles' -> r.role ->> 'risk' is not null;
alter table access_request enable trigger access_request_forward;
