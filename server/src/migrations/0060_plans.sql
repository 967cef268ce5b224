-- How many captures an order was to take when it was placed. Null of orders from elsewhere, and of those before this.
alter table orders add column capture_count integer;
-- Since when all of its captures are there, or it is known that no more of them come.
alter table orders add column planned_at timestamptz;
update orders o set planned_at = updated_at
where origin = 'swath' and exists (select from captures c where c.order_id = o.order_id);
create index orders_unplanned on orders (contract_id)
  where planned_at is null and origin = 'swath' and status <> 'closed';

-- What an order is divided into, as long as not all of it is there: the captures of all parts in the first round come
-- first. A worker goes on where another one stopped.
create table plans (
  order_id text primary key references orders,
  contract_id text not null references contracts,
  rounds jsonb not null,
  parts jsonb not null,
  next integer not null default 0
);
alter table plans enable row level security;
create policy tenant on plans to swath_tenant using (contract_id = current_setting('swath.contract_id', true));
create policy system on plans to swath_system using (true);
grant select, insert, update, delete on plans to swath_tenant, swath_system;
