-- Since when the customer wants no more of an order than what has begun.
alter table orders add column canceled_at timestamptz;
update orders set canceled_at = closed_at where outcome = 'canceled' and origin = 'swath';

-- Until when the provider was asked to collect it: the end of the order may have been moved since. Null of captures
-- that nobody was asked for.
alter table captures add column planned_until timestamptz;
update captures c set planned_until = coalesce(c.not_after, o.window_end)
from orders o
where o.order_id = c.order_id and c.status in ('queued', 'scheduled') and c.source is null and o.origin = 'swath';

-- The documents tell how many captures a cancellation would cancel; see allowances in orders/document.ts.
update orders o
set document = jsonb_set(o.document::jsonb, '{properties,cancellation}',
  o.document::jsonb #> '{properties,cancellation}' || jsonb_build_object(
    'captures_to_cancel', case when (o.document::jsonb #>> '{properties,cancellation,allowed}')::boolean
      then (select count(*) from captures c
        where c.order_id = o.order_id and c.status in ('queued', 'scheduled', 'acquired')) else 0 end,
    'captures_kept', 0))::text
where o.document <> '';
