-- Prices promised in advance, and what a cancellation costs.

-- Steps of {"hours_before", "fee_pct"}: from so many hours before the first collection on, a cancellation
-- costs that share of the price. No step, no fee.
alter table contract_skus add column cancellation_fees jsonb not null default '[]';

create table quotes (
  quote_id text primary key,
  contract_id text not null references contracts,
  fingerprint text not null,
  terms jsonb not null,
  total_minor bigint not null,
  currency text not null,
  document text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
alter table quotes enable row level security;
create policy tenant on quotes to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on quotes to swath_system using (true);
-- Locking a quote while an order takes it needs the right to update, which nobody uses.
grant select, insert, update on quotes to swath_tenant, swath_system;

alter table orders add column quote_id text unique references quotes;
alter table orders add column price_minor bigint not null default 0;
alter table orders add column cancellation_fee_minor bigint not null default 0;

-- A cancellation fee belongs to an order and to no deliverable, and is booked once.
alter table ledger_entries alter column deliverable_id drop not null;
create unique index ledger_fee_once on ledger_entries (order_id, account) where deliverable_id is null;
