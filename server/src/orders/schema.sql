-- Made from a migrated database by `npm run docs`; do not edit.

create sequence order_ids;
grant usage on sequence order_ids to swath_tenant, swath_system;

create sequence task_ids start 1000000000;
grant usage on sequence task_ids to swath_tenant, swath_system;

-- Prices that were promised in advance. A quote is locked while an order takes it, which needs the right to
-- update that nobody uses.
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
grant select, insert, update on quotes to swath_tenant, swath_system;

-- An order that costs more waits for somebody of the customer who may approve it, unless whoever places it may.
create table approval_limits (
  contract_id text primary key references contracts,
  above_minor bigint not null check (above_minor >= 0),
  set_by text not null references credentials,
  set_at timestamptz not null
);
alter table approval_limits enable row level security;
create policy tenant on approval_limits to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on approval_limits to swath_system using (true);
grant select, insert, update, delete on approval_limits to swath_tenant, swath_system;

create table orders (
  -- An id of an order has six digits at least and begins with a zero.
  order_id text primary key default next_order_id(),
  contract_id text not null references contracts,
  project_id text not null references projects,
  task_id bigint not null default next_task_id() unique,
  order_name text not null,
  sku text not null,
  status text not null default 'received' check (status in ('received', 'in_progress', 'closed')),
  outcome text
    check (outcome in ('fulfilled', 'partially_fulfilled', 'unfulfilled', 'rejected', 'canceled', 'failed')),
  reason_code text,
  message text not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  parameters jsonb not null,
  terms jsonb not null,
  limits jsonb not null,
  processing_levels text[] not null,
  metadata jsonb not null,
  requested_geometry jsonb not null,
  geometry geometry(Geometry, 4326) not null,
  area_km2 double precision not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  document text not null default '',
  client_reference text,
  quote_id text unique references quotes,
  price_minor bigint not null default 0,
  cancellation_fee_minor bigint not null default 0,
  -- An order may ask for its target again and again: one capture per part and period.
  periods integer not null default 1,
  project_name text not null,
  search_text text not null,
  -- The system that manages the order: "swath", or another. Its id there is origin_id; the same work never becomes
  -- two orders.
  origin text not null default 'swath',
  origin_id text,
  -- The order's own destination; without one it has the default, or none at all.
  destination_id text references destinations,
  uses_default_destination boolean not null default true,
  -- The order is beyond a limit of the contract: the order desk has to approve it before anything else happens.
  awaits_approval boolean not null default false,
  -- The deliverable that was rejected, which this order is to make again.
  replaces_deliverable_id text unique references deliverables,
  -- The credential that placed it; orders of other systems have none.
  placed_by text references credentials,
  -- Since when the customer wants no more of the order than what has begun.
  canceled_at timestamptz,
  -- The reason that the document tells, by which lists filter. It follows the parts of the order while it goes on.
  told_reason_code text,
  -- The number of captures that an order was to take when it was placed. Orders from elsewhere have none.
  capture_count integer,
  -- Since when all of its captures are there, or it is known that no more of them come.
  planned_at timestamptz,
  -- The order waits for somebody of the customer who may approve it. Nothing is set aside for it yet.
  awaits_spending_approval boolean not null default false,
  -- Why the order desk has to approve the order as soon as somebody of the customer has, if it has to.
  desk_approval jsonb,
  -- The price that the document tells, by which lists sort and filter. It follows what is charged and given back.
  told_total_minor bigint not null default 0,
  unique (contract_id, client_reference),
  check ((status = 'closed') = (outcome is not null)),
  check ((status = 'closed') = (closed_at is not null)),
  check (destination_id is null or not uses_default_destination)
);
create index orders_awaiting_approval on orders (created_at, order_id) where awaits_approval;
create index orders_by_closing on orders (contract_id, coalesce(closed_at, '-infinity'), order_id);
-- Each index of a list begins with the contract and ends with what the list is sorted by, so that a page is read
-- and not sorted. A time that may be missing counts as before all times: a page key has no nulls.
create index orders_by_contract on orders (contract_id, created_at desc, order_id desc);
create index orders_by_name on orders (contract_id, order_name, order_id);
create unique index orders_by_origin on orders (contract_id, origin, origin_id);
create index orders_by_outcome on orders (contract_id, outcome, created_at, order_id)
  where outcome is not null;
create index orders_by_placer on orders (placed_by, created_at) where placed_by is not null;
create index orders_by_project on orders (contract_id, project_id, created_at, order_id);
create index orders_by_project_name on orders (contract_id, project_name, created_at, order_id);
create index orders_by_reason on orders (contract_id, told_reason_code, created_at, order_id)
  where told_reason_code is not null;
create index orders_by_size on orders (contract_id, area_km2, order_id);
create index orders_by_sku on orders (contract_id, sku, created_at, order_id);
-- The stage is the outcome of a closed order, else its status: the words that the status of a v1 task is made
-- of.
create index orders_by_stage on orders (contract_id, coalesce(outcome, status), created_at, order_id);
create index orders_by_status on orders (contract_id, status, created_at, order_id);
create index orders_by_total on orders (contract_id, told_total_minor, order_id);
create index orders_by_update on orders (contract_id, updated_at, order_id);
create index orders_by_window_end on orders (contract_id, window_end, order_id);
create index orders_by_window_start on orders (contract_id, window_start, order_id);
create index orders_geometry on orders using gist (geometry);
create index orders_search on orders using gin (search_text gin_trgm_ops);
create index orders_that_await_spending_approval on orders (contract_id, created_at)
  where awaits_spending_approval;
create index orders_unplanned on orders (contract_id)
  where planned_at is null and origin = 'swath' and status <> 'closed';
create trigger orders_date before insert or update of updated_at on orders
  for each row execute function date_change();
create trigger orders_describe before insert or update of order_name, project_id, metadata on orders
  for each row execute function describe_order();
create trigger orders_move_consumption after update of project_id on orders
  for each row when (old.project_id is distinct from new.project_id) execute function move_consumption();
alter table orders enable row level security;
create policy tenant on orders to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on orders to swath_system using (true);
grant select, insert, update on orders to swath_tenant, swath_system;

-- Others than the orders read here above which price orders of a contract wait.
create view approval_limit_facts with (security_invoker = true) as
select contract_id,
  above_minor
from approval_limits;
grant select on approval_limit_facts to swath_system;

-- Others than the orders themselves read these columns of them.
create view order_facts with (security_invoker = true) as
select order_id,
  contract_id,
  project_id,
  project_name,
  order_name,
  client_reference,
  sku,
  status,
  outcome,
  origin,
  origin_id,
  window_start,
  window_end,
  created_at,
  canceled_at,
  planned_at,
  parameters,
  terms,
  limits,
  processing_levels,
  metadata,
  requested_geometry,
  geometry,
  area_km2,
  periods,
  price_minor,
  cancellation_fee_minor,
  awaits_approval or awaits_spending_approval as awaits_approval,
  replaces_deliverable_id,
  destination_id,
  uses_default_destination,
  search_text,
  awaits_spending_approval
from orders;
grant select on order_facts to swath_tenant, swath_system;
grant update (order_id) on order_facts to swath_tenant, swath_system;

-- A list reads a view with a column for each filter. It shows the rows of one contract, like the policies of the
-- tables, but without a security barrier: behind one, the indexes for places and for text would not be used,
-- because their operators might tell something about rows that are then withheld. Only our own SQL gets here.
create view listed_orders as
select order_id,
  task_id,
  client_reference,
  order_name,
  status,
  outcome,
  told_reason_code as reason_code,
  sku,
  project_id,
  project_name,
  window_start,
  window_end,
  created_at,
  updated_at,
  coalesce(closed_at, '-infinity') as closed_at,
  geometry,
  search_text,
  document,
  xmin::text as row_version,
  coalesce(outcome, status) as state,
  told_total_minor as total_minor,
  area_km2
from orders o
where contract_id = current_setting('swath.contract_id', true);
grant select on listed_orders to swath_tenant;

-- An id of an order has six digits at least and begins with a zero, so that it is no id of a task, which share a
-- path.
create function next_order_id() returns text language sql as $$
  select lpad(id::text, greatest(6, length(id::text) + 1), '0') from nextval('order_ids') as id
$$;

-- A system that is mirrored may number its tasks as we do, and they keep their ids here, too: ours pass over
-- those.
create function next_task_id() returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  id bigint;
begin
  loop
    id := nextval('task_ids');
    exit when not exists (select from orders where task_id = id);
  end loop;
  return id;
end $$;
revoke execute on function next_task_id from public;
grant execute on function next_task_id to swath_tenant, swath_system;

-- Whether an order of ours, or one that got a number of ours, is known by this id, in any contract.
create function is_own_task_id(id bigint) returns boolean
  language sql stable security definer set search_path = public as $$
  select exists (select from orders where task_id = id and origin_id is distinct from id::text)
$$;
revoke execute on function is_own_task_id from public;
grant execute on function is_own_task_id to swath_tenant, swath_system;

create function describe_order() returns trigger language plpgsql as $$
begin
  -- The lock makes a renaming of the project wait, so that it finds this order.
  select name into new.project_name from projects where project_id = new.project_id for key share;
  new.search_text := concat_ws(' ', new.order_id, new.task_id, new.client_reference, new.order_name,
    new.project_name, (select string_agg(value, ' ') from jsonb_each_text(new.metadata)));
  return new;
end
$$;
