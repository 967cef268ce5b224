create table organisations (
  organisation_id text primary key,
  name text not null unique,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
grant select, insert, update on organisations to swath_system;

alter table contracts
  add organisation_id text references organisations,
  add suspended_at timestamptz,
  add suspension_reason text,
  add ends_at timestamptz,
  add constraint a_suspension_has_a_reason check ((suspended_at is null) = (suspension_reason is null));
comment on column contracts.suspended_at is
  'Since when nothing new is ordered by it, and why; what was ordered goes on.';
comment on column contracts.ends_at is 'From then on nothing new is ordered by it.';
comment on table organisations is
  'A customer. What it may order, and on which terms, stands in its contracts.';

-- Contracts of before get a customer each. Two of one name stay apart by their ids.
insert into organisations (organisation_id, name, created_at, updated_at)
select 'org.' || substring(contract_id from 6),
  case when count(*) over (partition by name) = 1 then name else name || ' (' || contract_id || ')' end,
  created_at, created_at
from contracts;
update contracts set organisation_id = 'org.' || substring(contract_id from 6);
alter table contracts alter organisation_id set not null;
create unique index contracts_by_name on contracts (organisation_id, name);

create view contract_standing with (security_invoker = true) as
select contract_id, suspended_at, suspension_reason, ends_at from contracts;
comment on view contract_standing is 'Whether a contract may order: what those ask who take orders of it.';
grant select on contract_standing to swath_tenant, swath_system;

create view reached_contracts with (security_invoker = true) as
select client_id, contract_id from credential_contracts;
comment on view reached_contracts is 'Which contracts a credential reaches.';
grant select on reached_contracts to swath_system;
