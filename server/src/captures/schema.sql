-- Made from a migrated database by `npm run docs`; do not edit.

create table captures (
  capture_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  strip integer not null,
  attempt integer not null,
  status text not null default 'queued'
    check (status in ('queued', 'scheduled', 'collecting', 'acquired', 'published', 'failed', 'canceled')),
  reason_code text,
  target geometry(Geometry, 4326) not null,
  frame jsonb not null,
  not_before timestamptz not null,
  footprint geometry(Geometry, 4326),
  outcome_id uuid,
  access jsonb,
  cloud_cover_pct double precision,
  acquired_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  document text not null default '',
  period integer not null default 0,
  -- The end of the period; it is null where that is the end of the order's window.
  not_after timestamptz,
  -- The part of the Earth that a deliverable shows: the part of its capture's target that the footprint covers.
  covered geometry(Geometry, 4326) generated always as (st_intersection(footprint, target)) stored,
  origin_id text,
  -- The image of the archive that a capture is cut from; it is null where a satellite is to make one.
  source jsonb,
  -- Until when the provider was asked to collect it: the end of the order may have been moved since. It is null of
  -- captures that nobody was asked for.
  planned_until timestamptz,
  -- The provider that has the capture, from which alone reports about it are taken.
  provider text,
  -- The area that the capture is to show, in km2: a reader of an order asks for it of all its captures, and
  -- PostGIS takes twenty times as long to compute it as to read it.
  target_km2 double precision generated always as (geodesic_km2(target)) stored,
  -- By level, how many hours after the collection its provider delivers. It is null as long as no provider has the
  -- capture.
  hours_to_deliver jsonb,
  -- What was credited because an order of a higher class took the pass of the capture, in the currency of its
  -- order.
  compensation_minor bigint not null default 0 check (compensation_minor >= 0),
  -- When its order was canceled although its provider refused to cancel the capture, which goes on. It is null of
  -- others.
  kept_at timestamptz,
  -- When its provider said that it takes the capture. It is null as long as no such answer has come, and of older
  -- captures.
  taken_at timestamptz,
  unique (order_id, strip, attempt)
);
create index captures_by_acquisition
  on captures (contract_id, coalesce(acquired_at, '-infinity'), capture_id);
create index captures_by_contract on captures (contract_id, created_at desc, capture_id desc);
create unique index captures_by_origin on captures (order_id, origin_id);
-- Scenes name their capture by the id that it has elsewhere.
create index captures_by_origin_id on captures (contract_id, origin_id) where origin_id is not null;
-- Several orders may be about the same capture event: the one that caused it, and those from the archive.
create index captures_by_outcome on captures (contract_id, outcome_id) where outcome_id is not null;
-- The calendar of the constellation reads the captures of all contracts by the start of their pass.
create index captures_by_pass on captures (pass_start(access), capture_id);
-- The captures that a provider was given, for its figures.
create index captures_by_provider on captures (provider, created_at desc) where hours_to_deliver is not null;
create index captures_by_reason on captures (contract_id, reason_code, created_at, capture_id)
  where reason_code is not null;
create index captures_by_satellite on captures (contract_id, (access ->> 'satellite_name'), created_at, capture_id)
  where access is not null;
create index captures_by_status on captures (contract_id, status, created_at, capture_id);
create index captures_by_update on captures (contract_id, updated_at, capture_id);
create index captures_covered on captures using gist (covered);
create index captures_geometry on captures using gist (coalesce(footprint, target));
create trigger captures_date before insert or update of updated_at on captures
  for each row execute function date_change();
alter table captures enable row level security;
create policy tenant on captures to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on captures to swath_system using (true);
grant select, insert, update on captures to swath_tenant, swath_system;

-- The parts of an order, as long as not all of them are there: the captures of all parts in the first round come
-- first. A worker goes on where another one stopped.
create table plans (
  order_id text primary key references orders,
  contract_id text not null references contracts,
  rounds jsonb not null,
  parts jsonb not null,
  next integer not null default 0
);
alter table plans enable row level security;
create policy tenant on plans to swath_tenant
  using (contract_id = current_setting('swath.contract_id', true));
create policy system on plans to swath_system using (true);
grant select, insert, update, delete on plans to swath_tenant, swath_system;

-- Others than the captures themselves read these columns of them.
create view capture_facts with (security_invoker = true) as
select capture_id,
  contract_id,
  order_id,
  provider,
  origin_id,
  outcome_id,
  strip,
  attempt,
  status,
  reason_code,
  source,
  access,
  target,
  target_km2,
  footprint,
  covered,
  cloud_cover_pct,
  acquired_at,
  created_at,
  updated_at,
  hours_to_deliver,
  compensation_minor
from captures;
grant select on capture_facts to swath_tenant, swath_system;
grant update (capture_id) on capture_facts to swath_tenant, swath_system;

create view listed_captures as
select c.capture_id,
  c.order_id,
  c.status,
  c.reason_code,
  c.attempt,
  c.access ->> 'satellite_name' as satellite_name,
  c.outcome_id,
  coalesce(c.acquired_at, '-infinity') as acquired_at,
  c.created_at,
  c.updated_at,
  coalesce(c.footprint, c.target) as geometry,
  o.search_text,
  (("left"(c.document, '-1'::integer) || ',"provider":') || coalesce(to_json(p.title)::text, 'null')) || '}' as document,
  c.xmin::text || coalesce(' ' || p.title, '') as row_version
from captures c
     left join orders o on o.order_id = c.order_id and o.contract_id = c.contract_id
     left join providers p on p.name = c.provider and p.is_shown
where c.contract_id = current_setting('swath.contract_id', true);
grant select on listed_captures to swath_tenant;

-- When the pass begins; a capture without one comes before all times. Its times are written with their offset,
-- so nothing about the session changes what they mean, which the cast itself cannot promise.
create function pass_start(access jsonb) returns timestamptz language sql immutable parallel safe
  return coalesce((access ->> 'start')::timestamptz, '-infinity');
