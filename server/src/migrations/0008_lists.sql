-- Lists: what they show, the indexes under their filters, and the time from which a reader misses nothing.

create extension if not exists pg_trgm;

-- A time to resume from ------------------------------------------------------------------------------
--
-- A reader that asks for what changed since the time of its last look must not miss a change that was dated
-- before that look and committed after it. So every transaction publishes the date of its first change, as a
-- lock that others can see long before they see the change, and no reader is told a later time than that.
-- What is left is a writer that takes its date before, and publishes it after, a reader has looked: readers
-- say beforehand how far they go, writers look there after they have published, and move their date.
-- Whichever of the two comes first, the other sees it. Clocks need not agree.

-- Milliseconds since 1970, up to which readers have been told that they know everything. A sequence, because
-- its value is seen by everybody at once.
create sequence told_until minvalue 0 start 0;
grant select on sequence told_until to swath_tenant;
grant select, update on sequence told_until to swath_system;

-- The lock that publishes a date; without one, the lock by which readers take turns.
create function date_lock(ms bigint) returns bigint language sql immutable as
  'select (7761::bigint << 48) + ms';
create function to_ms(at timestamptz) returns bigint language sql immutable as
  'select floor(extract(epoch from at) * 1000)::bigint';
create function from_ms(ms bigint) returns timestamptz language sql immutable as
  'select timestamptz ''epoch'' + ms * interval ''1 millisecond''';

-- Nothing is dated before the first change of its transaction, nor before what readers were told by then.
create function date_change() returns trigger language plpgsql as $$
declare
  first_ms bigint := nullif(current_setting('swath.first_change_ms', true), '');
begin
  new.updated_at := coalesce(new.updated_at, new.created_at);
  if first_ms is null then
    first_ms := to_ms(new.updated_at);
    perform pg_advisory_xact_lock_shared(date_lock(first_ms));
    select greatest(first_ms, last_value) into first_ms from told_until;
    perform set_config('swath.first_change_ms', first_ms::text, true);
  end if;
  new.updated_at := greatest(new.updated_at, from_ms(first_ms));
  return new;
end
$$;

-- Every change that a later statement cannot see is dated at this time or after it.
create function everything_until(now timestamptz) returns timestamptz language plpgsql as $$
declare
  now_ms bigint := to_ms(now);
  oldest_ms bigint;
begin
  perform pg_advisory_xact_lock(date_lock(0));
  perform setval('told_until', now_ms) from told_until where last_value < now_ms;
  select min(((classid::bigint << 32) | objid::bigint) - date_lock(0)) into oldest_ms from pg_locks
  where locktype = 'advisory' and mode = 'ShareLock' and granted and objsubid = 1
    and classid::bigint >> 16 = date_lock(0) >> 48
    and database = (select oid from pg_database where datname = current_database());
  return from_ms(least(now_ms, oldest_ms));
end
$$;

create trigger orders_date before insert or update of updated_at on orders
  for each row execute function date_change();
create trigger captures_date before insert or update of updated_at on captures
  for each row execute function date_change();
create trigger deliverables_date before insert or update of updated_at on deliverables
  for each row execute function date_change();

-- Projects -------------------------------------------------------------------------------------------

alter table projects add column updated_at timestamptz;
update projects set updated_at = created_at;
alter table projects alter updated_at set not null;
create trigger projects_date before insert or update of updated_at on projects
  for each row execute function date_change();
grant update (name, updated_at), delete on projects to swath_tenant;

-- What is searched in an order -----------------------------------------------------------------------

alter table orders add column project_name text;
alter table orders add column search_text text;

create function describe_order() returns trigger language plpgsql as $$
begin
  -- The lock makes a renaming of the project wait, so that it finds this order.
  select name into new.project_name from projects where project_id = new.project_id for key share;
  new.search_text := concat_ws(' ', new.order_id, new.task_id, new.client_reference, new.order_name,
    new.project_name, (select string_agg(value, ' ') from jsonb_each_text(new.metadata)));
  return new;
end
$$;
create trigger orders_describe before insert or update of order_name, project_id, metadata on orders
  for each row execute function describe_order();
update orders set project_id = project_id;
alter table orders alter project_name set not null;
alter table orders alter search_text set not null;

-- What a deliverable shows of the Earth: the part of its capture's target that the footprint covers.
alter table captures add column covered geometry(Geometry, 4326)
  generated always as (st_intersection(footprint, target)) stored;

-- Indexes --------------------------------------------------------------------------------------------
--
-- Each begins with the contract and ends with what the list is sorted by, so that a page is read and not
-- sorted. A time that may be missing counts as before all times: a page key has no nulls.

-- Nothing else uses this one, and the planner likes it too much for lists of open orders.
drop index orders_open;

create index orders_by_update on orders (contract_id, updated_at, order_id);
create index orders_by_closing on orders (contract_id, coalesce(closed_at, '-infinity'), order_id);
create index orders_by_name on orders (contract_id, order_name, order_id);
create index orders_by_status on orders (contract_id, status, created_at, order_id);
create index orders_by_sku on orders (contract_id, sku, created_at, order_id);
create index orders_by_project on orders (contract_id, project_id, created_at, order_id);
create index orders_by_project_name on orders (contract_id, project_name, created_at, order_id);
create index orders_by_outcome on orders (contract_id, outcome, created_at, order_id)
  where outcome is not null;
create index orders_by_reason on orders (contract_id, reason_code, created_at, order_id)
  where reason_code is not null;
create index orders_search on orders using gin (search_text gin_trgm_ops);

create index captures_by_update on captures (contract_id, updated_at, capture_id);
create index captures_by_acquisition on captures (contract_id, coalesce(acquired_at, '-infinity'), capture_id);
create index captures_by_status on captures (contract_id, status, created_at, capture_id);
create index captures_by_satellite on captures
  (contract_id, (access ->> 'satellite_name'), created_at, capture_id) where access is not null;
create index captures_by_reason on captures (contract_id, reason_code, created_at, capture_id)
  where reason_code is not null;
create index captures_geometry on captures using gist (coalesce(footprint, target));
create index captures_covered on captures using gist (covered);

create index deliverables_by_update on deliverables (contract_id, updated_at, deliverable_id);
create index deliverables_by_delivery on deliverables
  (contract_id, coalesce(delivered_at, '-infinity'), deliverable_id);
create index deliverables_by_status on deliverables (contract_id, status, created_at, deliverable_id);
create index deliverables_by_level on deliverables (contract_id, processing_level, created_at, deliverable_id);
create index deliverables_by_reason on deliverables (contract_id, reason_code, created_at, deliverable_id)
  where reason_code is not null;

-- What lists read ------------------------------------------------------------------------------------
--
-- A column for each filter. These show the rows of one contract, like the policies of the tables, but
-- without a security barrier: behind one, the indexes for places and for text would not be used, because
-- their operators might tell something about rows that are then withheld. Only our own SQL gets here.

create view listed_orders as
select o.order_id, o.task_id, o.client_reference, o.order_name, o.status, o.outcome, o.reason_code, o.sku,
  o.project_id, o.project_name, o.window_start, o.window_end, o.created_at, o.updated_at,
  coalesce(o.closed_at, '-infinity') as closed_at, o.geometry, o.search_text, o.document,
  o.xmin::text as row_version
from orders o
where o.contract_id = current_setting('swath.contract_id', true);

create view listed_captures as
select c.capture_id, c.order_id, c.status, c.reason_code, c.attempt, c.access ->> 'satellite_name' as satellite_name,
  c.outcome_id, coalesce(c.acquired_at, '-infinity') as acquired_at, c.created_at, c.updated_at,
  coalesce(c.footprint, c.target) as geometry, o.search_text, c.document, c.xmin::text as row_version
from captures c left join orders o on o.order_id = c.order_id and o.contract_id = c.contract_id
where c.contract_id = current_setting('swath.contract_id', true);

create view listed_deliverables as
select d.deliverable_id, d.order_id, d.capture_id, d.status, d.reason_code, d.processing_level, c.outcome_id,
  o.order_name, o.sku, o.project_name, coalesce(d.delivered_at, '-infinity') as delivered_at, d.created_at,
  d.updated_at, c.covered as geometry, o.search_text, d.document, d.xmin::text as row_version
from deliverables d
  left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
  left join captures c on c.capture_id = d.capture_id and c.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);

create function rfc3339(at timestamptz) returns text language sql stable as
  'select to_char(at at time zone ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.US"Z"'')';

create view listed_projects as
select p.project_id, p.name as project_name, p.created_at, p.updated_at, p.name as search_text,
  jsonb_build_object('project_id', p.project_id, 'project_name', p.name, 'contract_id', p.contract_id,
    'created_at', rfc3339(p.created_at), 'updated_at', rfc3339(p.updated_at))::text as document,
  p.xmin::text as row_version
from projects p
where p.contract_id = current_setting('swath.contract_id', true);

grant select on listed_orders, listed_captures, listed_deliverables, listed_projects to swath_tenant;
