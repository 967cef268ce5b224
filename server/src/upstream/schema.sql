-- Made from a migrated database by `npm run docs`; do not edit.

-- The progress of mirroring a v1 system, for each contract whose tasks are mirrored.
create table upstream_contracts (
  contract_id text primary key references contracts,
  next_poll_at timestamptz not null,
  -- All tasks were looked at then, and not only the newest and the open ones.
  swept_at timestamptz,
  succeeded_at timestamptz,
  failures integer not null default 0,
  last_error text
);
alter table upstream_contracts enable row level security;
create policy system on upstream_contracts to swath_system using (true);
grant select, insert, update on upstream_contracts to swath_system;
