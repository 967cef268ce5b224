-- Consumption: what was delivered in a period, from rollups by day that are checked against the deliverables.

-- A row for each day (its start in UTC) and what groups are made of.
create table consumption_days (
  contract_id text not null references contracts,
  day timestamptz not null,
  sku text not null,
  project_id text not null,
  processing_level text not null,
  unit text not null,
  currency text not null,
  deliverables bigint not null,
  quantity numeric not null,
  amount_minor bigint not null,
  credited_minor bigint not null,
  primary key (contract_id, day, sku, project_id, processing_level, unit, currency)
);

-- What is to be added to them. Every transaction appends what it changes, so that deliveries wait neither for each
-- other nor for a job: days and changes together are right at every instant, and a job folds the one into the other.
create table consumption_changes (like consumption_days);
create index consumption_changes_by_day on consumption_changes (contract_id, day);

-- Quantities are rounded to six places when they are set; as decimals they add up exactly, in any order.
create function change_consumption(d deliverables, of_project text, sign integer) returns void
language sql as $$
  insert into consumption_changes
  select d.contract_id, date_trunc('day', d.delivered_at, 'UTC'), o.sku, coalesce(of_project, o.project_id),
    d.processing_level, d.unit, d.currency, sign, sign * round(d.quantity::numeric, 6), sign * d.amount_minor,
    sign * d.credited_minor
  -- Locked, so that its project does not change meanwhile.
  from (select sku, project_id from orders where order_id = d.order_id for share) as o
  where d.delivered_at is not null
$$;

create function record_consumption() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    perform change_consumption(old, null, -1);
  end if;
  perform change_consumption(new, null, 1);
  return null;
end
$$;
create trigger deliverables_consumed after insert on deliverables
  for each row when (new.delivered_at is not null) execute function record_consumption();
create trigger deliverables_consumption_changed after update on deliverables
  for each row when ((old.delivered_at, old.quantity, old.amount_minor, old.credited_minor)
    is distinct from (new.delivered_at, new.quantity, new.amount_minor, new.credited_minor))
  execute function record_consumption();

create function move_consumption() returns trigger language plpgsql as $$
begin
  perform change_consumption(d, old.project_id, -1), change_consumption(d, new.project_id, 1)
  from deliverables d where d.order_id = new.order_id and d.delivered_at is not null;
  return null;
end
$$;
create trigger orders_move_consumption after update of project_id on orders
  for each row when (old.project_id is distinct from new.project_id) execute function move_consumption();

-- What the list of deliverables shows is what consumption adds up.
create or replace view listed_deliverables as
select d.deliverable_id, d.order_id, d.capture_id, d.status, d.reason_code, d.processing_level, d.scene_id,
  c.outcome_id, o.order_name, o.sku, o.project_name, coalesce(d.delivered_at, '-infinity') as delivered_at,
  d.created_at, d.updated_at, coalesce(d.footprint, c.covered) as geometry, o.search_text, d.document,
  d.xmin::text as row_version, o.project_id, d.unit, d.currency, d.price_minor,
  round(d.quantity::numeric, 6) as quantity, d.amount_minor, d.credited_minor, 1 as deliverables
from deliverables d
  left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
  left join captures c on c.capture_id = d.capture_id and c.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);

-- The same columns, as far as days have them.
create view consumed_days as
select r.day as delivered_at, r.sku, r.project_id, r.processing_level, r.unit, r.currency, r.deliverables, r.quantity,
  r.amount_minor, r.credited_minor
from (select * from consumption_days union all select * from consumption_changes) as r
where r.contract_id = current_setting('swath.contract_id', true);

-- Fees have no deliverable: they are told beside, by the time of their booking.
create view booked_cancellation_fees as
select l.order_id, l.booked_at, l.amount_minor, l.currency, o.order_name, o.sku, o.project_id, o.project_name,
  o.search_text
from ledger_entries l join orders o on o.order_id = l.order_id and o.contract_id = l.contract_id
where l.contract_id = current_setting('swath.contract_id', true)
  and l.account = 'consumed' and l.kind = 'cancellation_fee';

-- What a look at the deliverables found to be wrong in the days, and was set right.
create table consumption_repairs (
  like consumption_days,
  found_at timestamptz not null
);
create index consumption_repairs_by_time on consumption_repairs (found_at);

do $$
declare
  name text;
begin
  foreach name in array array['consumption_days', 'consumption_changes', 'consumption_repairs'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;

grant select on listed_deliverables, consumed_days, booked_cancellation_fees to swath_tenant;
grant select on consumption_days, consumption_repairs to swath_tenant;
grant select, insert on consumption_changes to swath_tenant;
grant select, insert, delete on consumption_changes to swath_system;
grant select, insert, update, delete on consumption_days to swath_system;
grant select, insert on consumption_repairs to swath_system;

select change_consumption(d, null, 1) from deliverables d where d.delivered_at is not null;
