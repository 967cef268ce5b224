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
  widest jsonb,
  -- The request that asked for it beside others. It is null of one that was asked alone.
  batch_id text references analysis_batches,
  batch_index integer,
  -- Of the SKU, the geometry and the parameters as the customer wrote them: an order with the same ones was told
  -- these odds. It is null of older analyses.
  question_digest text,
  -- The odds that it tells of its whole window, by when, and on which basis. It is null where it tells none.
  told jsonb
);
create index analyses_by_batch on analyses (batch_id) where batch_id is not null;
create index analyses_by_expiry on analyses (expires_at);
create index analyses_by_question on analyses (contract_id, question_digest) where told is not null;
alter table analyses enable row level security;
create policy tenant on analyses to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on analyses to swath_system using (true);
grant select, insert, update on analyses to swath_tenant;
grant select, delete on analyses to swath_system;

-- Analyses of several targets that were asked in one request.
create table analysis_batches (
  batch_id text primary key,
  contract_id text not null references contracts,
  -- The targets that could not be ordered, each with its index and what is wrong with it.
  refused jsonb not null,
  expires_at timestamptz not null
);
create index analysis_batches_by_expiry on analysis_batches (expires_at);
alter table analysis_batches enable row level security;
create policy tenant on analysis_batches to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on analysis_batches to swath_system using (true);
grant select, insert on analysis_batches to swath_tenant;
grant select, delete on analysis_batches to swath_system;

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

-- The odds of a clear sky that a customer was told of an order just before it was placed, so that they can be
-- held against what came.
create table odds_promises (
  order_id text primary key references orders,
  contract_id text not null references contracts,
  probability double precision not null,
  -- When the last of the attempts ends that were reckoned with.
  by_at timestamptz not null,
  -- Whence the odds were known: forecast as soon as one attempt was foretold.
  basis text not null check (basis in ('climate', 'forecast', 'provider')),
  told_at timestamptz not null
);
create index odds_promises_by_time on odds_promises (by_at);
alter table odds_promises enable row level security;
create policy tenant on odds_promises to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on odds_promises to swath_system using (true);
grant select, insert on odds_promises to swath_tenant;
grant select on odds_promises to swath_system;

create view odds_promise_facts with (security_invoker = true) as
select order_id,
  contract_id,
  probability,
  by_at,
  basis
from odds_promises;
grant select on odds_promise_facts to swath_tenant, swath_system;
