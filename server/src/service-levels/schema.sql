-- Made from a migrated database by `npm run docs`; do not edit.

-- The time that each stage of an order took, from its events. It shows our own orders only: imported ones rarely
-- tell when their stages began.
create view stages as
select o.contract_id,
  o.order_id,
  o.sku,
  o.project_id,
  s.stage,
  s.ended_at,
  p.promised_hours,
  greatest(0::numeric, extract(epoch from s.ended_at - s.started_at))::double precision as seconds
from orders o
     join (select e.order_id,
            'decision' as stage,
            r."time" as started_at,
            coalesce(e.occurred_at, e."time") as ended_at,
            false as is_promised
           from events e
             join events r on r.order_id = e.order_id and r.type = 'OrderReceived'
          where e.type in ('OrderAccepted', 'OrderAnalysisFailed')
        union all
         select e.order_id,
            'collection',
            greatest(a."time", first.not_before) as "greatest",
            coalesce(e.occurred_at, e."time") as "coalesce",
            false
           from events e
             join events a on a.order_id = e.order_id and a.type = 'OrderAccepted'
             join captures c on c.capture_id = e.entity_id
             join captures first on first.order_id = c.order_id and first.strip = c.strip and first.period = c.period and first.attempt = 1
          where e.type = 'CaptureAcquired'
        union all
         select e.order_id,
            'processing',
            coalesce(a.occurred_at, a."time") as "coalesce",
            coalesce(e.occurred_at, e."time") as "coalesce",
            false
           from events e
             join deliverables d on d.deliverable_id = e.entity_id
             join events a on a.entity_id = d.capture_id and (a.type in ('CaptureAcquired', 'CaptureRetrieved'))
          where e.type = 'DeliverableReady' and not (exists (select
                   from events x
                  where x.entity_id = e.entity_id and x.type = e.type and x.sequence < e.sequence))
        union all
         select e.order_id,
            'delivery',
            r.ready_at,
            coalesce(e.occurred_at, e."time") as "coalesce",
            false
           from events e
             join lateral (select coalesce(x.occurred_at, x."time") as ready_at
                   from events x
                  where x.entity_id = e.entity_id and x.type = 'DeliverableReady'
                  order by x.sequence
                 limit 1) r on true
          where e.type = 'DeliverableDelivered'
        union all
         select e.order_id,
            'total',
            r."time",
            coalesce(e.occurred_at, e."time") as "coalesce",
            true
           from events e
             join events r on r.order_id = e.order_id and r.type = 'OrderReceived'
          where e.type = 'DeliverableDelivered') s on s.order_id = o.order_id,
  lateral (select
                case
                    when s.is_promised then (o.terms ->> 'promised_delivery_hours')::integer
                    else null::integer
                end as "case") p(promised_hours)
where o.origin = 'swath';
grant select on stages to swath_system;

create view own_stages as
select contract_id,
  order_id,
  sku,
  project_id,
  stage,
  ended_at,
  promised_hours,
  seconds
from stages
where contract_id = current_setting('swath.contract_id', true);
grant select on own_stages to swath_tenant;
