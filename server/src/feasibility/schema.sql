-- Made from a migrated database by `npm run docs`; do not edit.

-- Feasibility analyses are not part of any history: each lives for a day and is then deleted.
create table analyses (
  analysis_id text primary key,
  contract_id text not null references contracts,
  -- The question to the provider.
  request jsonb not null,
  finished_at timestamptz,
  expires_at timestamptz not null,
  document text not null
);
create index analyses_by_expiry on analyses (expires_at);
alter table analyses enable row level security;
create policy tenant on analyses to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on analyses to swath_system using (true);
grant select, insert, update on analyses to swath_tenant;
grant select, delete on analyses to swath_system;
