-- Money: what contracts may spend, at which prices, what is held and spent of it, and what they get back.

-- Prices ---------------------------------------------------------------------------------------------

-- The price of a SKU from a time on; before the first of them it is `contract_skus.price_minor`. Periods cannot
-- overlap, because each ends where the next begins.
create table contract_sku_prices (
  contract_id text not null,
  sku text not null,
  valid_from timestamptz not null,
  price_minor bigint not null check (price_minor >= 0),
  created_by text not null,
  created_at timestamptz not null,
  primary key (contract_id, sku, valid_from),
  foreign key (contract_id, sku) references contract_skus
);

create function sku_price(contract text, wanted text, at timestamptz) returns bigint language sql stable as $$
  select coalesce(
    (select price_minor from contract_sku_prices
      where contract_id = contract and sku = wanted and valid_from <= at order by valid_from desc limit 1),
    (select price_minor from contract_skus where contract_id = contract and sku = wanted))
$$;

-- How quantities become money: an order is billed as if it had min_quantity at least; where strips overlap, the
-- ground is counted once or for each strip; of the levels of one capture each costs, or only the first;
-- uplifts are {"uplift", "pct"} that an order may ask for.
alter table contract_skus
  add column min_quantity double precision not null default 0 check (min_quantity >= 0),
  add column overlap text not null default 'once' check (overlap in ('once', 'each')),
  add column levels text not null default 'each' check (levels in ('each', 'once')),
  add column uplifts jsonb not null default '[]';

-- Limits ---------------------------------------------------------------------------------------------

alter table contracts
  add column budget_at_limit text not null default 'refuse' check (budget_at_limit in ('refuse', 'approval')),
  -- {"within_days", "max_minor", "max_pct"}: which rejections are accepted without anybody looking at them.
  add column rejection_policy jsonb not null default '{"within_days": 30, "max_minor": 0, "max_pct": null}';

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

-- Orders and deliverables ----------------------------------------------------------------------------

alter table orders
  -- Beyond a limit of the contract: the order desk has to approve it before anything else happens.
  add column awaits_approval boolean not null default false,
  -- The deliverable that was rejected, which this order is to make again.
  add column replaces_deliverable_id text unique references deliverables;
create index orders_awaiting_approval on orders (created_at, order_id) where awaits_approval;

alter table deliverables
  -- What was given back of the amount, which itself never changes: net = amount_minor - credited_minor.
  add column credited_minor bigint not null default 0,
  add column rejection jsonb,
  add check (credited_minor between 0 and coalesce(amount_minor, 0));
create index deliverables_by_rejection on deliverables ((rejection ->> 'status'), (rejection ->> 'requested_at'))
  where rejection is not null;

-- The ledger -----------------------------------------------------------------------------------------
--
-- Every entry is in one of four accounts. `granted` is the counter-account of what the contract was given, with
-- the opposite sign; so the entries of a transaction add up to zero, and so does everything ever booked.

alter table ledger_entries
  drop constraint ledger_entries_account_check,
  drop constraint ledger_entries_deliverable_id_account_key,
  alter column order_id drop not null,
  -- The order in which they were written; of one contract, that in which they were booked.
  add column sequence bigint generated always as identity unique,
  add column kind text not null default 'charge'
    check (kind in ('grant', 'hold', 'release', 'charge', 'refund', 'adjustment', 'cancellation_fee')),
  add column event_id text,
  add column message text,
  add check (account in ('granted', 'available', 'held', 'consumed'));
drop index ledger_fee_once;

alter table ledger_entries disable trigger ledger_append_only;
update ledger_entries set kind = 'cancellation_fee' where deliverable_id is null;
-- A charge belongs to the day of the delivery, also when it was booked later.
update ledger_entries e set booked_at = d.delivered_at from deliverables d where d.deliverable_id = e.deliverable_id;
update ledger_entries e set event_id = v.event_id from events v
  where v.entity_id = coalesce(e.deliverable_id, e.order_id)
    and v.type = case e.kind when 'charge' then 'DeliverableDelivered' else 'OrderCancellationAccepted' end;
alter table ledger_entries enable trigger ledger_append_only;
alter table ledger_entries alter column kind drop default;

create unique index ledger_charge_once on ledger_entries (deliverable_id, account) where kind = 'charge';
create unique index ledger_refund_once on ledger_entries (deliverable_id, account) where kind = 'refund';
create unique index ledger_fee_once on ledger_entries (order_id, account) where kind = 'cancellation_fee';
create index ledger_by_contract on ledger_entries (contract_id, booked_at, sequence);
create index ledger_by_order on ledger_entries (order_id, account);

-- What a contract has in each currency. The row is locked by whoever is about to spend.
create table balances (
  contract_id text not null references contracts,
  currency text not null,
  granted_minor bigint not null default 0,
  available_minor bigint not null default 0,
  held_minor bigint not null default 0,
  consumed_minor bigint not null default 0,
  -- Since its first grant; before that the contract spends without a limit, and `available` is below zero.
  is_limited boolean not null default false,
  primary key (contract_id, currency),
  check (available_minor + held_minor + consumed_minor = granted_minor)
);

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

insert into balances (contract_id, currency, available_minor, consumed_minor)
select contract_id, currency, sum(amount_minor) filter (where account = 'available'),
  sum(amount_minor) filter (where account = 'consumed')
from ledger_entries group by contract_id, currency;

create trigger ledger_booked after insert on ledger_entries referencing new table as booked
  for each statement execute function book_entries();

-- Who may see what -----------------------------------------------------------------------------------

do $$
declare
  name text;
begin
  foreach name in array array['contract_sku_prices', 'contract_quotas', 'balances'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;
grant select on contract_sku_prices, contract_quotas to swath_tenant;
grant select, insert, update on balances to swath_tenant, swath_system;
grant select, insert, update, delete on contract_sku_prices, contract_quotas to swath_system;
