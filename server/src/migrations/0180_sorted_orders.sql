-- Lists of orders can be sorted and filtered by price, size, window and state.
alter table orders add told_total_minor bigint not null default 0;
comment on column orders.told_total_minor is
  'The price that the document tells, by which lists sort and filter. It follows what is charged and given back.';
update orders set told_total_minor = coalesce((document::jsonb #>> '{properties,price,total_minor}')::bigint, 0)
where document <> '';
create index orders_by_total on orders (contract_id, told_total_minor, order_id);
create index orders_by_size on orders (contract_id, area_km2, order_id);
create index orders_by_window_start on orders (contract_id, window_start, order_id);
create index orders_by_window_end on orders (contract_id, window_end, order_id);

create or replace view listed_orders as
select o.order_id, o.task_id, o.client_reference, o.order_name, o.status, o.outcome, o.told_reason_code as reason_code,
  o.sku, o.project_id, o.project_name, o.window_start, o.window_end, o.created_at, o.updated_at,
  coalesce(o.closed_at, '-infinity') as closed_at, o.geometry, o.search_text, o.document,
  o.xmin::text as row_version, coalesce(o.outcome, o.status) as state, o.told_total_minor as total_minor, o.area_km2
from orders o
where o.contract_id = current_setting('swath.contract_id', true);
