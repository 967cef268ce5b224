-- Made from a migrated database by `npm run docs`; do not edit.

-- Double entry: the entries of one transaction add up to zero, in minor units of the currency. Every entry is in
-- one of four accounts; "granted" is the counter-account of what the contract was given, with the opposite sign.
-- So everything ever booked adds up to zero, too.
create table ledger_entries (
  entry_id text primary key,
  transaction_id text not null,
  contract_id text not null references contracts,
  order_id text references orders,
  deliverable_id text references deliverables,
  account text not null check (account in ('granted', 'available', 'held', 'consumed')),
  amount_minor bigint not null,
  currency text not null,
  -- A charge belongs to the day of the delivery, also when it was booked later.
  booked_at timestamptz not null,
  -- The order in which they were written; of one contract, that in which they were booked.
  sequence bigint generated always as identity unique,
  kind text not null
    check (kind in ('grant', 'hold', 'release', 'charge', 'refund', 'adjustment', 'cancellation_fee', 'compensation')),
  event_id text,
  message text
);
create index ledger_by_contract on ledger_entries (contract_id, booked_at, sequence);
create index ledger_by_order on ledger_entries (order_id, account);
create unique index ledger_charge_once on ledger_entries (deliverable_id, account) where kind = 'charge';
create unique index ledger_compensation_once on ledger_entries (event_id, account)
  where kind = 'compensation';
-- A cancellation fee belongs to an order and to no deliverable, and is booked once.
create unique index ledger_fee_once on ledger_entries (order_id, account) where kind = 'cancellation_fee';
create unique index ledger_refund_once on ledger_entries (deliverable_id, account) where kind = 'refund';
create trigger ledger_append_only before delete or update or truncate on ledger_entries
  for each statement execute function refuse_change();
create trigger ledger_booked after insert on ledger_entries referencing new table as booked
  for each statement execute function book_entries();
alter table ledger_entries enable row level security;
create policy tenant on ledger_entries to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on ledger_entries to swath_system using (true);
grant select, insert on ledger_entries to swath_tenant, swath_system;

-- The money of a contract in each currency. A transaction that is about to spend locks the row.
create table balances (
  contract_id text not null references contracts,
  currency text not null,
  granted_minor bigint not null default 0,
  available_minor bigint not null default 0,
  held_minor bigint not null default 0,
  consumed_minor bigint not null default 0,
  -- Since its first grant; before that the contract spends without a limit, and "available" is below zero.
  is_limited boolean not null default false,
  primary key (contract_id, currency),
  check ((available_minor + held_minor + consumed_minor) = granted_minor)
);
alter table balances enable row level security;
create policy tenant on balances to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on balances to swath_system using (true);
grant select, insert, update on balances to swath_tenant, swath_system;

create table contract_quotas (
  quota_id text primary key,
  contract_id text not null references contracts,
  sku text,
  measure text not null check (measure in ('amount', 'km2', 'orders')),
  period text not null check (period in ('month', 'contract')),
  limit_value double precision not null check (limit_value >= 0),
  at_limit text not null check (at_limit in ('refuse', 'approval'))
);
create index contract_quotas_by_contract on contract_quotas (contract_id);
alter table contract_quotas enable row level security;
create policy tenant on contract_quotas to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_quotas to swath_system using (true);
grant select on contract_quotas to swath_tenant;
grant select, insert, update, delete on contract_quotas to swath_system;

-- The faults of the ledger that a look at its entries found and set right.
create table ledger_repairs (
  found_at timestamptz not null,
  contract_id text not null references contracts,
  currency text not null,
  -- The amounts of a balance as it was, and beside them as its entries make it; or a deliverable whose charge was
  -- missing.
  was jsonb,
  "is" jsonb,
  deliverable_id text references deliverables,
  check ((was is null) = ("is" is null) and (was is null) = (deliverable_id is not null))
);
create index ledger_repairs_by_time on ledger_repairs (found_at);
alter table ledger_repairs enable row level security;
create policy system on ledger_repairs to swath_system using (true);
grant select, insert on ledger_repairs to swath_system;

-- Others than the ledger read these columns of its entries.
create view ledger_entry_facts with (security_invoker = true) as
select entry_id,
  contract_id,
  sequence,
  transaction_id,
  kind,
  account,
  currency,
  amount_minor,
  order_id,
  deliverable_id,
  event_id,
  message,
  booked_at
from ledger_entries;
grant select on ledger_entry_facts to swath_tenant, swath_system;

-- The entries of a transaction are written by one statement, which adds them to the balances as well.
create function book_entries() returns trigger language plpgsql as $$
begin
  if exists (select from booked group by transaction_id having sum(amount_minor) <> 0
      or count(distinct (contract_id, currency)) > 1) then
    raise exception 'the entries of a transaction must be of one balance and add up to zero'
      using errcode = 'check_violation';
  end if;
  insert into balances as b (contract_id, currency, granted_minor, available_minor, held_minor, consumed_minor, is_limited)
  select contract_id, currency,
    coalesce(-sum(amount_minor) filter (where account = 'granted'), 0),
    coalesce(sum(amount_minor) filter (where account = 'available'), 0),
    coalesce(sum(amount_minor) filter (where account = 'held'), 0),
    coalesce(sum(amount_minor) filter (where account = 'consumed'), 0),
    bool_or(kind = 'grant')
  from booked group by contract_id, currency
  on conflict (contract_id, currency) do update set
    granted_minor = b.granted_minor + excluded.granted_minor,
    available_minor = b.available_minor + excluded.available_minor,
    held_minor = b.held_minor + excluded.held_minor,
    consumed_minor = b.consumed_minor + excluded.consumed_minor,
    is_limited = b.is_limited or excluded.is_limited;
  return null;
end
$$;
