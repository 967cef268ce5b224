-- The documents of orders tell what was charged, and once closed cost that and no longer what was ordered; see
-- priceOf in orders/document.ts. Documents are texts; as jsonb, their members come in another order, which means nothing.
update orders o
set document = jsonb_set(o.document::jsonb, '{properties,price}',
  o.document::jsonb #> '{properties,price}' || jsonb_build_object(
    'total_minor', case when o.status = 'closed' then cost.charged_minor - cost.credited_minor else o.price_minor end,
    'quoted_minor', o.price_minor, 'charged_minor', cost.charged_minor, 'credited_minor', cost.credited_minor))::text
from (
  select o.order_id, o.cancellation_fee_minor + coalesce(sum(d.amount_minor), 0) as charged_minor,
    coalesce(sum(d.credited_minor), 0) as credited_minor
  from orders o left join deliverables d on d.order_id = o.order_id and d.currency = o.terms ->> 'currency'
  group by o.order_id) as cost
where cost.order_id = o.order_id and o.document <> '';
