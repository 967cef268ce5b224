-- Made from a migrated database by `npm run docs`; do not edit.

-- The tasks of v1 are orders.
create view listed_tasks as
select task_id,
  order_name as task_name,
  project_name,
  coalesce(outcome, status) as stage,
  window_start as start,
  window_end as "end",
  created_at as created_time,
  updated_at,
  geometry,
  search_text,
  document,
  xmin::text as row_version,
  "left"(sku, 6) as product_code
from orders o
where contract_id = current_setting('swath.contract_id', true);
grant select on listed_tasks to swath_tenant;
