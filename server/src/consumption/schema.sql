-- Made from a migrated database by `npm run docs`; do not edit.

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
alter table consumption_days enable row level security;
create policy tenant on consumption_days to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on consumption_days to swath_system using (true);
grant select on consumption_days to swath_tenant;
grant select, insert, update, delete on consumption_days to swath_system;

-- The changes that are to be added to the days. Every transaction appends its own, so that deliveries wait
-- neither for each other nor for a job: days and changes together are right at every instant, and a job folds
-- the one into the other.
create table consumption_changes (
  contract_id text not null,
  day timestamptz not null,
  sku text not null,
  project_id text not null,
  processing_level text not null,
  unit text not null,
  currency text not null,
  deliverables bigint not null,
  quantity numeric not null,
  amount_minor bigint not null,
  credited_minor bigint not null
);
create index consumption_changes_by_day on consumption_changes (contract_id, day);
alter table consumption_changes enable row level security;
create policy tenant on consumption_changes to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on consumption_changes to swath_system using (true);
grant select, insert on consumption_changes to swath_tenant;
grant select, insert, delete on consumption_changes to swath_system;

-- The faults of the days that a look at the deliverables found and set right.
create table consumption_repairs (
  contract_id text not null,
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
  found_at timestamptz not null
);
create index consumption_repairs_by_time on consumption_repairs (found_at);
alter table consumption_repairs enable row level security;
create policy tenant on consumption_repairs to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on consumption_repairs to swath_system using (true);
grant select on consumption_repairs to swath_tenant;
grant select, insert on consumption_repairs to swath_system;

-- The same columns as those of listed_deliverables, as far as days have them.
create view consumed_days as
select day as delivered_at,
  sku,
  project_id,
  processing_level,
  unit,
  currency,
  deliverables,
  quantity,
  amount_minor,
  credited_minor
from (select consumption_days.contract_id,
            consumption_days.day,
            consumption_days.sku,
            consumption_days.project_id,
            consumption_days.processing_level,
            consumption_days.unit,
            consumption_days.currency,
            consumption_days.deliverables,
            consumption_days.quantity,
            consumption_days.amount_minor,
            consumption_days.credited_minor
           from consumption_days
        union all
         select consumption_changes.contract_id,
            consumption_changes.day,
            consumption_changes.sku,
            consumption_changes.project_id,
            consumption_changes.processing_level,
            consumption_changes.unit,
            consumption_changes.currency,
            consumption_changes.deliverables,
            consumption_changes.quantity,
            consumption_changes.amount_minor,
            consumption_changes.credited_minor
           from consumption_changes) r
where contract_id = current_setting('swath.contract_id', true);
grant select on consumed_days to swath_tenant;

-- Fees have no deliverable: they are told beside, by the time of their booking.
create view booked_cancellation_fees as
select l.order_id,
  l.booked_at,
  l.amount_minor,
  l.currency,
  o.order_name,
  o.sku,
  o.project_id,
  o.project_name,
  o.search_text
from ledger_entries l
     join orders o on o.order_id = l.order_id and o.contract_id = l.contract_id
where l.contract_id = current_setting('swath.contract_id', true) and l.account = 'consumed' and l.kind = 'cancellation_fee';
grant select on booked_cancellation_fees to swath_tenant;

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

create function move_consumption() returns trigger language plpgsql as $$
begin
  perform change_consumption(d, old.project_id, -1), change_consumption(d, new.project_id, 1)
  from deliverables d where d.order_id = new.order_id and d.delivered_at is not null;
  return null;
end
$$;
