-- The order model: contracts, orders, captures, deliverables, their files, events, reports and charges.
-- Every row of a customer belongs to a contract, and row-level security lets the role swath_tenant see the
-- rows of the contract named in the setting swath.contract_id and no others.

create extension if not exists postgis;

do $$
begin
  if not exists (select from pg_roles where rolname = 'swath_tenant') then
    create role swath_tenant nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'swath_system') then
    create role swath_system nologin;
  end if;
  execute format('grant swath_tenant, swath_system to %I', current_user);
end
$$;

grant usage on schema public to swath_tenant, swath_system;

-- GeoJSON edges are straight in longitude and latitude, geography's are geodesics: with a vertex every few
-- kilometres the two are the same.
create function geodesic_km2(shape geometry) returns double precision language sql immutable as $$
  select st_area(st_segmentize(shape, 0.05)::geography) / 1e6
$$;

-- Accounts -------------------------------------------------------------------------------------------

create table contracts (
  contract_id text primary key,
  name text not null,
  currency text not null default 'USD',
  created_at timestamptz not null default now()
);

create table credentials (
  client_id text primary key,
  secret_sha256 text not null,
  name text not null,
  role text not null check (role in ('customer', 'operator', 'provider')),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table credential_contracts (
  client_id text not null references credentials,
  contract_id text not null references contracts,
  primary key (client_id, contract_id)
);

create table token_keys (
  key_id text primary key,
  secret text not null,
  created_at timestamptz not null default now()
);

create table projects (
  project_id text primary key,
  contract_id text not null references contracts,
  name text not null,
  created_at timestamptz not null,
  unique (contract_id, name)
);

-- Catalogue ------------------------------------------------------------------------------------------

create table contract_skus (
  contract_id text not null references contracts,
  sku text not null,
  unit text not null check (unit in ('km2', 'capture')),
  price_minor bigint not null check (price_minor >= 0),
  footprint_width_km double precision,
  footprint_length_km double precision,
  min_area_km2 double precision not null default 0,
  max_area_km2 double precision not null,
  max_cloud_pct double precision not null,
  max_off_nadir_deg double precision not null default 25,
  min_sun_elevation_deg double precision not null default 10,
  default_window_days integer not null,
  max_window_days integer not null,
  priority integer not null default 0,
  processing_levels text[] not null,
  primary key (contract_id, sku)
);

-- Orders ---------------------------------------------------------------------------------------------

create sequence order_ids;
create sequence task_ids start 100001;

-- Six digits at least; lpad alone would cut the seventh off.
create function next_order_id() returns text language sql volatile as $$
  select lpad(id::text, greatest(6, length(id::text)), '0') from nextval('order_ids') as id
$$;

create table orders (
  order_id text primary key default next_order_id(),
  contract_id text not null references contracts,
  project_id text not null references projects,
  task_id bigint not null unique default nextval('task_ids'),
  order_name text not null,
  sku text not null,
  status text not null default 'received' check (status in ('received', 'in_progress', 'closed')),
  outcome text check (outcome in
    ('fulfilled', 'partially_fulfilled', 'unfulfilled', 'rejected', 'canceled', 'failed')),
  reason_code text,
  message text not null,
  window_start timestamptz not null,
  window_end timestamptz not null,
  parameters jsonb not null,
  terms jsonb not null,
  limits jsonb not null,
  processing_levels text[] not null,
  metadata jsonb not null,
  requested_geometry jsonb not null,
  geometry geometry(Geometry, 4326) not null,
  area_km2 double precision not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  document text not null default '',
  check ((status = 'closed') = (outcome is not null)),
  check ((status = 'closed') = (closed_at is not null))
);
create index orders_by_contract on orders (contract_id, created_at desc, order_id desc);
create index orders_open on orders (window_end) where status <> 'closed';
create index orders_geometry on orders using gist (geometry);

-- Captures -------------------------------------------------------------------------------------------

create table captures (
  capture_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  strip integer not null,
  attempt integer not null,
  status text not null default 'queued' check (status in
    ('queued', 'scheduled', 'collecting', 'acquired', 'published', 'failed', 'canceled')),
  reason_code text,
  target geometry(Geometry, 4326) not null,
  frame jsonb not null,
  not_before timestamptz not null,
  footprint geometry(Geometry, 4326),
  outcome_id uuid unique,
  access jsonb,
  cloud_cover_pct double precision,
  acquired_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  document text not null default '',
  unique (order_id, strip, attempt)
);
create index captures_by_contract on captures (contract_id, created_at desc, capture_id desc);

-- Deliverables ---------------------------------------------------------------------------------------

create table deliverables (
  deliverable_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  capture_id text not null references captures,
  processing_level text not null,
  status text not null default 'QUEUED' check (status in
    ('QUEUED', 'PROCESSING', 'DELIVERED', 'FAILED', 'CANCELED', 'REJECTED')),
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
  unique (capture_id, processing_level),
  check ((delivered_at is not null) = (status in ('DELIVERED', 'REJECTED'))),
  check ((delivered_at is null) = (quantity is null)),
  check ((quantity is null) = (amount_minor is null))
);
create index deliverables_by_contract on deliverables (contract_id, created_at desc, deliverable_id desc);
create index deliverables_by_order on deliverables (order_id);

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
  primary key (deliverable_id, key)
);

-- What happened, for ever ----------------------------------------------------------------------------

create table events (
  sequence bigint generated always as identity primary key,
  event_id text not null unique,
  contract_id text not null references contracts,
  order_id text not null references orders,
  entity text not null check (entity in ('order', 'capture', 'deliverable')),
  entity_id text not null,
  type text not null,
  action text not null,
  status text not null,
  outcome text,
  reason_code text,
  message text not null,
  actor text not null,
  occurred_at timestamptz,
  time timestamptz not null,
  changes jsonb not null,
  -- The writing transaction; the feed serves events below the oldest running one.
  transaction_id xid8 not null default pg_current_xact_id()
);
create index events_by_order on events (order_id, sequence);
create index events_by_entity on events (entity_id, sequence);

-- What providers said, recorded before it was judged.
create table reports (
  provider text not null references credentials,
  report_id text not null,
  contract_id text not null references contracts,
  entity_id text not null,
  body jsonb not null,
  result text not null check (result in ('applied', 'ignored')),
  detail text not null,
  received_at timestamptz not null,
  primary key (provider, report_id)
);

-- Double entry: the entries of one transaction add up to zero. Minor units of the currency.
create table ledger_entries (
  entry_id text primary key,
  transaction_id text not null,
  contract_id text not null references contracts,
  order_id text not null references orders,
  deliverable_id text not null references deliverables,
  account text not null check (account in ('available', 'consumed')),
  amount_minor bigint not null,
  currency text not null,
  booked_at timestamptz not null,
  unique (deliverable_id, account)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

create trigger events_append_only before update or delete or truncate on events
  for each statement execute function refuse_change();
create trigger reports_append_only before update or delete or truncate on reports
  for each statement execute function refuse_change();
create trigger ledger_append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();

-- Who may see what -----------------------------------------------------------------------------------

do $$
declare
  name text;
begin
  foreach name in array array['contracts', 'projects', 'contract_skus', 'orders', 'captures', 'deliverables',
                              'files', 'events', 'reports', 'ledger_entries'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;

grant select on contracts, contract_skus to swath_tenant;
grant select, insert on projects, files, events, reports, ledger_entries to swath_tenant;
grant select, insert, update on orders, captures, deliverables to swath_tenant;
grant usage on sequence order_ids, task_ids, events_sequence_seq to swath_tenant, swath_system;
grant select, insert, update on all tables in schema public to swath_system;
revoke update on events, reports, ledger_entries, migrations from swath_system;
