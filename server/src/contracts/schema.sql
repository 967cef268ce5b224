-- Made from a migrated database by `npm run docs`; do not edit.

-- A customer. What it may order, and on which terms, stands in its contracts.
create table organisations (
  organisation_id text primary key,
  name text not null unique,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
grant select, insert, update on organisations to swath_system;

-- A contract is one customer's; every row of a customer belongs to a contract, and row-level security lets the
-- role swath_tenant see the rows of the contract that the setting swath.contract_id names, and no others.
create table contracts (
  contract_id text primary key,
  name text not null,
  currency text not null default 'USD',
  created_at timestamptz not null default now(),
  budget_at_limit text not null default 'refuse' check (budget_at_limit in ('refuse', 'approval')),
  -- {"automatic", "within_days", "max_minor", "max_pct"} says which rejections are accepted without anybody
  -- looking at them. None is unless the contract says so; a limit that is null is none.
  rejection_policy jsonb not null default '{"max_pct": null, "automatic": false, "max_minor": null, "within_days": 30}',
  organisation_id text not null references organisations,
  -- Since when nothing new is ordered by it, and why; what was ordered goes on.
  suspended_at timestamptz,
  suspension_reason text,
  -- From then on nothing new is ordered by it.
  ends_at timestamptz,
  -- The months of its statements begin and end at midnight there.
  time_zone text not null default 'UTC',
  -- Providers know the contract as the HMAC of their own name with it. It never changes, and is told to nobody.
  pseudonym_key text not null default gen_random_uuid()::text,
  constraint a_suspension_has_a_reason check ((suspended_at is null) = (suspension_reason is null))
);
create unique index contracts_by_name on contracts (organisation_id, name);
alter table contracts enable row level security;
create policy tenant on contracts to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contracts to swath_system using (true);
grant select on contracts to swath_tenant;
grant select, insert, update on contracts to swath_system;

-- Others than the contracts themselves read these columns of them.
create view contract_facts with (security_invoker = true) as
select contract_id,
  name,
  currency,
  time_zone,
  suspended_at,
  suspension_reason,
  ends_at,
  budget_at_limit,
  rejection_policy
from contracts;
grant select on contract_facts to swath_tenant, swath_system;
grant update (contract_id) on contract_facts to swath_system;

-- Whose a contract is.
create view contract_owners with (security_invoker = true) as
select c.contract_id,
  c.name as contract_name,
  o.organisation_id,
  o.name as organisation_name
from contracts c
     join organisations o using (organisation_id);
grant select on contract_owners to swath_system;
