-- Made from a migrated database by `npm run docs`; do not edit.

-- Feasibility analyses are not part of any history: each lives for a day and is then deleted.
create table analyses (
  analysis_id text primary key,
  contract_id text not null references contracts,
  -- The question to the provider.
  request jsonb not null,
  finished_at timestamptz,
  expires_at timestamptz not null,
  document text not null,
  -- The parameters as the customer wrote them: an order that names an opportunity has them too. It is null of
  -- older analyses.
  asked jsonb,
  -- How far the window and the limits may be widened. It is null where they can not be, and of older analyses.
  widest jsonb
);
create index analyses_by_expiry on analyses (expires_at);
alter table analyses enable row level security;
create policy tenant on analyses to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on analyses to swath_system using (true);
grant select, insert, update on analyses to swath_tenant;
grant select, delete on analyses to swath_system;

-- The passes that providers keep for orders which name an opportunity. A row is there before the provider is
-- asked, so that nothing is kept for nobody.
create table reservations (
  opportunity_id text primary key,
  contract_id text not null references contracts,
  provider text not null,
  -- It is null as long as the order is not placed: what stays so is released.
  order_id text unique references orders,
  pass_end timestamptz not null,
  held_at timestamptz not null,
  -- The provider is being told that nobody wants the pass.
  is_released boolean not null default false
);
alter table reservations enable row level security;
create policy tenant on reservations to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on reservations to swath_system using (true);
grant select, insert, update, delete on reservations to swath_tenant, swath_system;
