-- What an order tells of itself follows its parts while it goes on; see orders/document.ts. Lists filter by the reason
-- that its document tells, which is stored with it.
alter table orders add told_reason_code text;

-- Of a closed order the status report tells the result, in the words of published clients; of all orders how far each
-- processing level is, which those that are open tell with their next change.
update orders
set told_reason_code = reason_code,
  document = jsonb_set(document::jsonb, '{properties,status_report}',
    jsonb_set(document::jsonb #> '{properties,status_report}', '{progress,levels}', '{}')
      || case when status = 'closed' then jsonb_build_object('next_expected_at', null, 'status', case
        when outcome in ('fulfilled', 'partially_fulfilled') then 'completed'
        when outcome in ('failed', 'unfulfilled') then 'failed'
        else outcome end) else '{}' end)::text
where document <> '';

drop index orders_by_reason;
create index orders_by_reason on orders (contract_id, told_reason_code, created_at, order_id)
  where told_reason_code is not null;

create or replace view listed_orders as
select o.order_id, o.task_id, o.client_reference, o.order_name, o.status, o.outcome, o.told_reason_code as reason_code,
  o.sku, o.project_id, o.project_name, o.window_start, o.window_end, o.created_at, o.updated_at,
  coalesce(o.closed_at, '-infinity') as closed_at, o.geometry, o.search_text, o.document,
  o.xmin::text as row_version
from orders o
where o.contract_id = current_setting('swath.contract_id', true);
