-- Deliveries: the files of deliverables on their way to where the contract wants them.

create table destinations (
  destination_id text primary key,
  contract_id text not null references contracts,
  name text not null,
  -- Kind and place, see contract/src/depots.ts. The number grows with every change of them: what was sent to the
  -- place of before is not at the new one.
  settings jsonb not null,
  revision integer not null default 1,
  -- Encrypted; see platform/secrets.ts. Null where the place asks for none.
  credentials text,
  path_template text not null,
  is_enabled boolean not null,
  -- What the last test of it found.
  verification jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Deliveries of the past still name it.
  removed_at timestamptz,
  check (removed_at is null or (credentials is null and not is_enabled))
);
create unique index destinations_by_name on destinations (contract_id, name) where removed_at is null;
create index destinations_by_contract on destinations (contract_id, created_at, destination_id) where removed_at is null;

-- Where deliverables are sent by themselves: of all orders of a contract, or of those of a project.
create table destination_defaults (
  contract_id text not null references contracts,
  project_id text references projects on delete cascade,
  destination_id text not null references destinations,
  unique nulls not distinct (contract_id, project_id)
);
create index destination_defaults_by_destination on destination_defaults (destination_id);

-- What the order itself says: its own destination, none at all, or the default.
alter table orders add column destination_id text references destinations;
alter table orders add column uses_default_destination boolean not null default true;
alter table orders add check (destination_id is null or not uses_default_destination);

create table deliveries (
  delivery_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  capture_id text not null references captures,
  deliverable_id text not null references deliverables,
  destination_id text not null references destinations,
  -- Of the destination, when its files were sent.
  revision integer not null,
  status text not null default 'pending' check (status in
    ('pending', 'transferring', 'completed', 'failed', 'canceled')),
  reason_code text,
  error text,
  attempts integer not null default 0,
  -- Failed attempts since the last one that got further.
  failures integer not null default 0,
  failing_since timestamptz,
  -- How far the best attempt got: whoever gets further is not given up.
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
create index deliveries_by_contract on deliveries (contract_id, created_at, delivery_id);
create index deliveries_by_update on deliveries (contract_id, updated_at, delivery_id);
create index deliveries_by_completion on deliveries
  (contract_id, coalesce(completed_at, '-infinity'), delivery_id);
create index deliveries_by_status on deliveries (contract_id, status, created_at, delivery_id);
create index deliveries_by_order on deliveries (order_id);
create index deliveries_by_destination on deliveries (destination_id, created_at, delivery_id);
create index deliveries_due on deliveries (destination_id, next_attempt_at)
  where status in ('pending', 'transferring');
-- Two at once would write the same files.
create unique index deliveries_open on deliveries (deliverable_id, destination_id)
  where status in ('pending', 'transferring');
create trigger deliveries_date before insert or update of updated_at on deliveries
  for each row execute function date_change();

-- What a delivery sends, in this order. The last is its manifest, whose text is here.
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
  -- From where a broken transfer goes on; only the depot understands it.
  resume jsonb,
  sent_at timestamptz,
  primary key (delivery_id, position),
  check ((storage_key is null) = (content is not null)),
  check ((key is null) = (content is not null)),
  check (sent_at is null or resume is null)
);
-- Some places do not tell upper from lower case.
create index delivery_files_by_path on delivery_files (destination_id, lower(path));

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

-- Who works on a delivery. A worker that died keeps it until the lease ends.
create table delivery_leases (
  delivery_id text primary key references deliveries,
  contract_id text not null references contracts,
  destination_id text not null references destinations,
  lease_id text not null,
  lease_until timestamptz not null
);
create index delivery_leases_by_destination on delivery_leases (destination_id);

alter table events drop constraint events_entity_check;
alter table events add constraint events_entity_check
  check (entity in ('order', 'capture', 'deliverable', 'delivery'));

create view listed_deliveries as
select d.delivery_id, d.order_id, d.capture_id, d.deliverable_id, d.destination_id, d.status, d.reason_code,
  o.order_name, o.sku, o.project_name, coalesce(d.completed_at, '-infinity') as completed_at, d.created_at,
  d.updated_at, o.search_text, d.document, d.xmin::text as row_version
from deliveries d
  left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);
grant select on listed_deliveries to swath_tenant;

do $$
declare
  name text;
begin
  foreach name in array array['destinations', 'destination_defaults', 'deliveries', 'delivery_files',
                              'delivery_attempts', 'delivery_leases'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;

grant select, insert, update on destinations, deliveries, delivery_files, delivery_attempts to swath_tenant, swath_system;
grant select, insert, delete on destination_defaults to swath_tenant, swath_system;
grant select, insert, update, delete on delivery_leases to swath_tenant, swath_system;
