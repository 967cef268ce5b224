-- Work that began elsewhere appears as orders: tasks of a v1 system, imported history, downloads from the archive.

-- Which SKU of the contract a product id of v1 means. The contract decides: 169 may be standard or rush.
alter table contract_skus add column v1_product integer;
create unique index contract_skus_v1 on contract_skus (contract_id, v1_product);
update contract_skus set v1_product = 169 where sku like 'TSKPOI-%';
update contract_skus set v1_product = 178 where sku like 'TSKARE-%';

-- The system that an order comes from, and the id that it has there; the same work never becomes two orders.
alter table orders add column origin text not null default 'swath';
alter table orders add column origin_id text;
create unique index orders_by_origin on orders (contract_id, origin, origin_id);

alter table captures add column origin_id text;
create unique index captures_by_origin on captures (order_id, origin_id);
-- Several orders may be about the same capture event: the one that caused it, and those from the archive.
alter table captures drop constraint captures_outcome_id_key;
create index captures_by_outcome on captures (contract_id, outcome_id) where outcome_id is not null;

-- Which of several products of one level: a tile of the archive, a scene of an imported capture; empty where
-- there is but one.
alter table deliverables add column part text not null default '';
alter table deliverables drop constraint deliverables_capture_id_processing_level_key;
create unique index deliverables_by_capture on deliverables (capture_id, processing_level, part);
-- Where a deliverable is not all that its capture covers.
alter table deliverables add column footprint geometry(Geometry, 4326);
-- The name that v1 knows it by, which begins the names of its files.
alter table deliverables add column scene_id text;
create index deliverables_by_scene on deliverables (contract_id, scene_id) where scene_id is not null;
create index deliverables_own_footprint on deliverables using gist (footprint) where footprint is not null;

-- `stage` is the outcome of a closed order, else its status: the words that the status of a v1 task is made of.
create index orders_by_stage on orders (contract_id, coalesce(outcome, status), created_at, order_id);
create view listed_tasks as
select o.task_id, o.order_name as task_name, o.project_name, coalesce(o.outcome, o.status) as stage,
  o.window_start as start, o.window_end as "end", o.created_at as created_time, o.updated_at, o.geometry,
  o.search_text, o.document, o.xmin::text as row_version
from orders o
where o.contract_id = current_setting('swath.contract_id', true) and o.sku like 'TSK%';

drop view listed_deliverables;
create view listed_deliverables as
select d.deliverable_id, d.order_id, d.capture_id, d.status, d.reason_code, d.processing_level, d.scene_id,
  c.outcome_id, o.order_name, o.sku, o.project_name, coalesce(d.delivered_at, '-infinity') as delivered_at,
  d.created_at, d.updated_at, coalesce(d.footprint, c.covered) as geometry, o.search_text, d.document,
  d.xmin::text as row_version
from deliverables d
  left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
  left join captures c on c.capture_id = d.capture_id and c.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);

grant select on listed_tasks, listed_deliverables to swath_tenant;
