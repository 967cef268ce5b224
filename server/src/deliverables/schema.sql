-- Made from a migrated database by `npm run docs`; do not edit.

create table deliverables (
  deliverable_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  capture_id text not null references captures,
  processing_level text not null,
  status text not null default 'QUEUED'
    check (status in ('QUEUED', 'PROCESSING', 'DELIVERED', 'FAILED', 'CANCELED', 'REJECTED')),
  reason_code text,
  unit text not null,
  currency text not null,
  price_minor bigint not null,
  quantity double precision,
  amount_minor bigint,
  delivered_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  document text not null default '',
  -- Which of several products of one level: a tile of the archive, a scene of an imported capture. It is empty
  -- where there is but one.
  part text not null default '',
  -- The ground that the deliverable shows, if that is not all that its capture covers.
  footprint geometry(Geometry, 4326),
  -- The name that v1 knows it by, which begins the names of its files.
  scene_id text,
  -- The amount that was given back, while the amount itself never changes: net = amount_minor - credited_minor.
  credited_minor bigint not null default 0,
  rejection jsonb,
  check ((delivered_at is not null) = (status in ('DELIVERED', 'REJECTED'))),
  check ((delivered_at is null) = (quantity is null)),
  check ((quantity is null) = (amount_minor is null)),
  check (credited_minor >= 0 and credited_minor <= coalesce(amount_minor, 0))
);
create unique index deliverables_by_capture on deliverables (capture_id, processing_level, part);
create index deliverables_by_contract on deliverables (contract_id, created_at desc, deliverable_id desc);
create index deliverables_by_delivery
  on deliverables (contract_id, coalesce(delivered_at, '-infinity'), deliverable_id);
create index deliverables_by_level
  on deliverables (contract_id, processing_level, created_at, deliverable_id);
create index deliverables_by_order on deliverables (order_id);
create index deliverables_by_reason on deliverables (contract_id, reason_code, created_at, deliverable_id)
  where reason_code is not null;
create index deliverables_by_rejection on deliverables ((rejection ->> 'status'), (rejection ->> 'requested_at'))
  where rejection is not null;
create index deliverables_by_scene on deliverables (contract_id, scene_id) where scene_id is not null;
create index deliverables_by_status on deliverables (contract_id, status, created_at, deliverable_id);
create index deliverables_by_update on deliverables (contract_id, updated_at, deliverable_id);
create index deliverables_own_footprint on deliverables using gist (footprint) where footprint is not null;
create trigger deliverables_consumed after insert on deliverables
  for each row when (new.delivered_at is not null) execute function record_consumption();
create trigger deliverables_consumption_changed after update on deliverables
  for each row when (old.delivered_at is distinct from new.delivered_at or old.quantity is distinct from new.quantity or old.amount_minor is distinct from new.amount_minor or old.credited_minor is distinct from new.credited_minor)
  execute function record_consumption();
create trigger deliverables_date before insert or update of updated_at on deliverables
  for each row execute function date_change();
alter table deliverables enable row level security;
create policy tenant on deliverables to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on deliverables to swath_system using (true);
grant select, insert, update on deliverables to swath_tenant, swath_system;

create table files (
  deliverable_id text not null references deliverables,
  contract_id text not null references contracts,
  key text not null,
  file_name text not null,
  media_type text not null,
  roles text[] not null,
  size_bytes bigint not null,
  sha256 text not null,
  source_href text not null,
  position integer not null,
  -- The place of the bytes of a file when that is not <deliverable_id>/<file_name>: a file that is delivered from
  -- the archive is not copied.
  storage_key text not null,
  -- The number of times that a file arrived whole, and not as it was announced. Transfers that broke off do not
  -- count.
  corrupt_transfers integer not null default 0,
  primary key (deliverable_id, key)
);
alter table files enable row level security;
create policy tenant on files to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on files to swath_system using (true);
grant select, insert on files to swath_tenant;
grant update (corrupt_transfers) on files to swath_tenant;
grant select, insert, update on files to swath_system;

-- Others than the deliverables themselves read these columns of them.
create view deliverable_facts with (security_invoker = true) as
select deliverable_id,
  contract_id,
  order_id,
  capture_id,
  processing_level,
  part,
  scene_id,
  status,
  reason_code,
  footprint,
  unit,
  currency,
  price_minor,
  quantity,
  amount_minor,
  credited_minor,
  delivered_at,
  created_at
from deliverables;
grant select on deliverable_facts to swath_tenant, swath_system;

-- Others than the deliverables read these columns of their files.
create view file_facts with (security_invoker = true) as
select deliverable_id,
  contract_id,
  position,
  key,
  file_name,
  media_type,
  roles,
  size_bytes,
  sha256,
  storage_key
from files;
grant select on file_facts to swath_tenant, swath_system;

-- What the list of deliverables shows is what consumption adds up.
create view listed_deliverables as
select d.deliverable_id,
  d.order_id,
  d.capture_id,
  d.status,
  d.reason_code,
  d.processing_level,
  d.scene_id,
  c.outcome_id,
  o.order_name,
  o.sku,
  o.project_name,
  coalesce(d.delivered_at, '-infinity') as delivered_at,
  d.created_at,
  d.updated_at,
  coalesce(d.footprint, c.covered) as geometry,
  o.search_text,
  d.document,
  d.xmin::text as row_version,
  o.project_id,
  d.unit,
  d.currency,
  d.price_minor,
  round(d.quantity::numeric, 6) as quantity,
  d.amount_minor,
  d.credited_minor,
  1 as deliverables
from deliverables d
     left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
     left join captures c on c.capture_id = d.capture_id and c.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);
grant select on listed_deliverables to swath_tenant;
