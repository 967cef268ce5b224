create table approval_limits (
  contract_id text primary key references contracts,
  above_minor bigint not null check (above_minor >= 0),
  set_by text not null references credentials,
  set_at timestamptz not null
);
comment on table approval_limits is
  'An order that costs more waits for somebody of the customer who may approve it, unless whoever places it may.';
alter table approval_limits enable row level security;
create policy tenant on approval_limits to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on approval_limits to swath_system using (true);
grant select, insert, update, delete on approval_limits to swath_tenant, swath_system;

alter table orders add awaits_spending_approval boolean not null default false;
alter table orders add desk_approval jsonb;
comment on column orders.desk_approval is
  'Why the order desk has to approve the order as soon as somebody of the customer has, if it has to.';
comment on column orders.awaits_spending_approval is
  'The order waits for somebody of the customer who may approve it. Nothing is set aside for it yet.';
create index orders_that_await_spending_approval on orders (contract_id, created_at) where awaits_spending_approval;

-- An order that waits for either approval counts for no quota.
create or replace view order_facts with (security_invoker = true) as
select order_id, contract_id, project_id, project_name, order_name, client_reference, sku, status, outcome, origin, origin_id,
  window_start, window_end, created_at, canceled_at, planned_at, parameters, terms, limits, processing_levels, metadata,
  requested_geometry, geometry, area_km2, periods, price_minor, cancellation_fee_minor,
  awaits_approval or awaits_spending_approval as awaits_approval,
  replaces_deliverable_id, destination_id, uses_default_destination, search_text
from orders;
