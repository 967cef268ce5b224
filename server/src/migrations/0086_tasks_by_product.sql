-- Which products v1 shows as tasks, the products say themselves: whoever reads the list asks for their codes, which are
-- the first six letters of a SKU (contract/src/products/registry.ts).
create or replace view listed_tasks as
select o.task_id, o.order_name as task_name, o.project_name, coalesce(o.outcome, o.status) as stage,
  o.window_start as start, o.window_end as "end", o.created_at as created_time, o.updated_at, o.geometry,
  o.search_text, o.document, o.xmin::text as row_version, left(o.sku, 6) as product_code
from orders o
where o.contract_id = current_setting('swath.contract_id', true);
