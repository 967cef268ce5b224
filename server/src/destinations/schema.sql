-- Made from a migrated database by `npm run docs`; do not edit.

create table destinations (
  destination_id text primary key,
  contract_id text not null references contracts,
  name text not null,
  -- Kind and place, as contract/src/destination-kinds.ts has them.
  settings jsonb not null,
  -- The number grows with every change of kind and place: what was sent to the place of before is not at the new
  -- one.
  revision integer not null default 1,
  -- Encrypted by database/secrets.ts; it is null where the place asks for none.
  credentials text,
  path_template text not null,
  is_enabled boolean not null,
  -- The result of its last test.
  verification jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- A destination that was removed keeps its row: deliveries of the past still name it.
  removed_at timestamptz,
  -- The credential that made it, last said where it goes, or enabled it again. If it is null, or an operator's
  -- credential, it counts as the operator's. The destination ends with the credential that set it up.
  created_by text references credentials,
  disabled_reason text check (disabled_reason in ('by_customer', 'credential_ended')),
  check (removed_at is null or credentials is null and not is_enabled),
  check (is_enabled = (disabled_reason is null))
);
create index destinations_by_contract on destinations (contract_id, created_at, destination_id)
  where removed_at is null;
create index destinations_by_maker on destinations (created_by) where is_enabled;
create unique index destinations_by_name on destinations (contract_id, name) where removed_at is null;
alter table destinations enable row level security;
create policy tenant on destinations to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on destinations to swath_system using (true);
grant select, insert, update on destinations to swath_tenant, swath_system;

-- The destinations to which deliverables are sent by themselves: those of all orders of a contract, or of a
-- project.
create table destination_defaults (
  contract_id text not null references contracts,
  project_id text references projects on delete cascade,
  destination_id text not null references destinations,
  unique nulls not distinct (contract_id, project_id)
);
create index destination_defaults_by_destination on destination_defaults (destination_id);
alter table destination_defaults enable row level security;
create policy tenant on destination_defaults to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on destination_defaults to swath_system using (true);
grant select, insert, delete on destination_defaults to swath_tenant, swath_system;

-- Others than the destinations themselves read these columns of them.
create view destination_facts with (security_invoker = true) as
select destination_id,
  contract_id,
  path_template,
  revision,
  is_enabled,
  removed_at
from destinations;
grant select on destination_facts to swath_tenant, swath_system;
grant update (destination_id) on destination_facts to swath_tenant, swath_system;

-- Deliverables of a contract or a project go to these destinations by themselves; others read it here.
create view destination_default_facts with (security_invoker = true) as
select contract_id,
  project_id,
  destination_id
from destination_defaults;
grant select on destination_default_facts to swath_tenant, swath_system;
