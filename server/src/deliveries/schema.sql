-- Made from a migrated database by `npm run docs`; do not edit.

-- The files of a deliverable on their way to where the contract wants them.
create table deliveries (
  delivery_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  capture_id text not null references captures,
  deliverable_id text not null references deliverables,
  destination_id text not null references destinations,
  -- The revision of the destination when its files were sent.
  revision integer not null,
  status text not null default 'pending'
    check (status in ('pending', 'transferring', 'completed', 'failed', 'canceled')),
  reason_code text,
  error text,
  attempts integer not null default 0,
  -- Failed attempts since the last one that got further.
  failures integer not null default 0,
  failing_since timestamptz,
  -- The farthest place of any attempt: a delivery that gets further is not given up.
  reached_bytes bigint not null default 0,
  next_attempt_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  document text not null default '',
  check ((status = 'completed') = (completed_at is not null)),
  check ((failures = 0) = (failing_since is null))
);
create index deliveries_by_completion
  on deliveries (contract_id, coalesce(completed_at, '-infinity'), delivery_id);
create index deliveries_by_contract on deliveries (contract_id, created_at, delivery_id);
create index deliveries_by_destination on deliveries (destination_id, created_at, delivery_id);
create index deliveries_by_order on deliveries (order_id);
create index deliveries_by_status on deliveries (contract_id, status, created_at, delivery_id);
create index deliveries_by_update on deliveries (contract_id, updated_at, delivery_id);
create index deliveries_due on deliveries (destination_id, next_attempt_at)
  where status in ('pending', 'transferring');
-- Two at once would write the same files.
create unique index deliveries_open on deliveries (deliverable_id, destination_id)
  where status in ('pending', 'transferring');
create trigger deliveries_date before insert or update of updated_at on deliveries
  for each row execute function date_change();
alter table deliveries enable row level security;
create policy tenant on deliveries to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on deliveries to swath_system using (true);
grant select, insert, update on deliveries to swath_tenant, swath_system;

-- The files of a delivery, in the order in which they are sent. The last is its manifest, whose text is here.
create table delivery_files (
  delivery_id text not null references deliveries,
  contract_id text not null references contracts,
  destination_id text not null references destinations,
  position integer not null,
  key text,
  path text not null,
  media_type text not null,
  size_bytes bigint not null,
  sha256 text not null,
  storage_key text,
  content text,
  -- From where a broken transfer goes on; only the kind of destination understands it.
  resume jsonb,
  sent_at timestamptz,
  primary key (delivery_id, position),
  check ((storage_key is null) = (content is not null)),
  check ((key is null) = (content is not null)),
  check (sent_at is null or resume is null)
);
-- Some places do not tell upper from lower case.
create index delivery_files_by_path on delivery_files (destination_id, lower(path));
alter table delivery_files enable row level security;
create policy tenant on delivery_files to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on delivery_files to swath_system using (true);
grant select, insert, update on delivery_files to swath_tenant, swath_system;

create table delivery_attempts (
  delivery_id text not null references deliveries,
  contract_id text not null references contracts,
  number integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  bytes_sent bigint,
  reason_code text,
  error text,
  primary key (delivery_id, number)
);
alter table delivery_attempts enable row level security;
create policy tenant on delivery_attempts to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on delivery_attempts to swath_system using (true);
grant select, insert, update on delivery_attempts to swath_tenant, swath_system;

-- The worker that has a delivery. A worker that died keeps it until the lease ends.
create table delivery_leases (
  delivery_id text primary key references deliveries,
  contract_id text not null references contracts,
  destination_id text not null references destinations,
  lease_id text not null,
  lease_until timestamptz not null
);
create index delivery_leases_by_destination on delivery_leases (destination_id);
alter table delivery_leases enable row level security;
create policy tenant on delivery_leases to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on delivery_leases to swath_system using (true);
grant select, insert, update, delete on delivery_leases to swath_tenant, swath_system;

-- Others than the deliveries themselves read these columns of them.
create view delivery_facts with (security_invoker = true) as
select delivery_id,
  contract_id,
  order_id,
  status
from deliveries;
grant select on delivery_facts to swath_tenant, swath_system;

create view listed_deliveries as
select d.delivery_id,
  d.order_id,
  d.capture_id,
  d.deliverable_id,
  d.destination_id,
  d.status,
  d.reason_code,
  o.order_name,
  o.sku,
  o.project_name,
  coalesce(d.completed_at, '-infinity') as completed_at,
  d.created_at,
  d.updated_at,
  o.search_text,
  d.document,
  d.xmin::text as row_version
from deliveries d
     left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);
grant select on listed_deliveries to swath_tenant;
