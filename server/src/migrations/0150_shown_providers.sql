-- Customers learn who carries out what they ordered only where the operator shows it: from now on events say `provider`, and
-- captures the title of one that is shown. Events of before stay as they were written.
alter table reports add actor text;
comment on column reports.actor is
  'As events name whoever reported, which customers read. It is null of reports that came before it was kept.';

create or replace view provider_standing with (security_invoker = true) as
select p.name, p.kind,
  case when not p.is_enabled then 'disabled' when h.away_since is not null then 'away' else 'answering' end as state,
  coalesce(h.calls, 0) as calls, coalesce(h.failures, 0) as failures, p.title, p.is_shown
from providers p left join provider_health h on h.provider = p.name;

-- A provider may be shown and hidden at any time, so documents of captures do not have it.
create or replace view listed_captures as
select c.capture_id, c.order_id, c.status, c.reason_code, c.attempt, c.access ->> 'satellite_name' as satellite_name,
  c.outcome_id, coalesce(c.acquired_at, '-infinity') as acquired_at, c.created_at, c.updated_at,
  coalesce(c.footprint, c.target) as geometry, o.search_text,
  left(c.document, -1) || ',"provider":' || coalesce(to_json(p.title)::text, 'null') || '}' as document,
  c.xmin::text || coalesce(' ' || p.title, '') as row_version
from captures c
  left join orders o on o.order_id = c.order_id and o.contract_id = c.contract_id
  left join providers p on p.name = c.provider and p.is_shown
where c.contract_id = current_setting('swath.contract_id', true);
