-- The whole schema as the first version has it: noun by noun, each with what it needs in front of it. A comment that says
-- why is a `comment on`, so that every tool that shows a database shows it, too.

create extension if not exists postgis;
create extension if not exists pg_trgm;

-- Neither role owns a table: row-level security lets swath_tenant see the rows of the contract that the setting
-- swath.contract_id names, and swath_system all of them.
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
grant select, insert on migrations to swath_system;

-- Functions stand with their noun, some of them in front of tables that they read.
set local check_function_bodies = off;

-- What all nouns use ----------------------------------------------------------------------------------

create sequence told_until minvalue 0 start 0;
comment on sequence told_until is
  'Milliseconds since 1970, up to which readers have been told that they know everything. It is a sequence, '
  'because everybody sees its value at once.';
grant select on sequence told_until to swath_tenant;
grant select, update on sequence told_until to swath_system;

create function geodesic_km2(shape geometry) returns double precision language sql immutable as $$
  select st_area(st_segmentize(shape, 0.05)::geography) / 1e6
$$;
comment on function geodesic_km2 is
  'The edges of GeoJSON are straight in longitude and latitude, those of geography are geodesics: with a '
  'vertex every few kilometres the two are the same.';

create function rfc3339(at timestamptz) returns text language sql stable as
  $$select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;
comment on function refuse_change is 'What happened stays as it was recorded.';

create function announce_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_events', new.contract_id || ' ' || new.transaction_id::text);
  return null;
end
$$;
comment on function announce_event is 'Every process that has a waiting reader is told at the commit.';

create function feed_id(id xid8) returns xid8 language sql immutable parallel safe as
  $$select (id::text::bigint + 0)::text::xid8$$;
comment on function feed_id is
  'Transaction ids start anew when a dump is restored into another cluster, or when an embedded database '
  'moves to a server. Restored events would lie in the future and stay hidden, so the feed counts on: its '
  'ids are those of the cluster plus a constant, which resume_feed() raises when it has to. The constant is '
  'part of the function, so that the planner sees an expression and a dump takes it along.';

create function resume_feed() returns void language plpgsql as $$
declare
  missing bigint;
  added bigint;
begin
  select newest.transaction_id::text::bigint - feed_id(pg_snapshot_xmax(pg_current_snapshot()))::text::bigint + 1
    into missing
    from contracts c cross join lateral (
      select e.transaction_id from events e where e.contract_id = c.contract_id
      order by e.transaction_id desc, e.sequence desc limit 1) as newest
    order by newest.transaction_id desc limit 1;
  if missing > 0 then
    added := feed_id('0')::text::bigint + missing;
    execute format('create or replace function feed_id(id xid8) returns xid8 language sql immutable parallel safe
      as ''select (id::text::bigint + %s)::text::xid8''', added);
  end if;
end
$$;
comment on function resume_feed is
  'This runs at each start. A snapshot sees no event at or above its own end, unless the event came from '
  'elsewhere.';
revoke execute on function resume_feed from public;

create function date_change() returns trigger language plpgsql as $$
declare
  first_ms bigint := nullif(current_setting('swath.first_change_ms', true), '');
begin
  new.updated_at := coalesce(new.updated_at, new.created_at);
  if first_ms is null then
    first_ms := to_ms(new.updated_at);
    perform pg_advisory_xact_lock_shared(date_lock(first_ms));
    select greatest(first_ms, last_value) into first_ms from told_until;
    perform set_config('swath.first_change_ms', first_ms::text, true);
  end if;
  new.updated_at := greatest(new.updated_at, from_ms(first_ms));
  return new;
end
$$;
comment on function date_change is
  'A change is dated neither before the first change of its transaction, nor before what readers were told '
  'by then. A reader that asks for what changed since the time of its last look must not miss a change that '
  'was dated before that look and committed after it. So every transaction publishes the date of its first '
  'change, as a lock that others can see long before they see the change, and no reader is told a later time '
  'than that. One case is left: a writer that takes its date before a reader has looked, and publishes it '
  'after. So readers say beforehand how far they go, and writers look there after they have published, and '
  'move their date. Whichever of the two comes first, the other sees it. Clocks need not agree.';

create function everything_until(now timestamptz) returns timestamptz language plpgsql as $$
declare
  now_ms bigint := to_ms(now);
  oldest_ms bigint;
begin
  perform pg_advisory_xact_lock(date_lock(0));
  perform setval('told_until', now_ms) from told_until where last_value < now_ms;
  select min(((classid::bigint << 32) | objid::bigint) - date_lock(0)) into oldest_ms from pg_locks
  where locktype = 'advisory' and mode = 'ShareLock' and granted and objsubid = 1
    and classid::bigint >> 16 = date_lock(0) >> 48
    and database = (select oid from pg_database where datname = current_database());
  return from_ms(least(now_ms, oldest_ms));
end
$$;
comment on function everything_until is
  'Every change that a later statement cannot see is dated at this time or after it.';

create function date_lock(ms bigint) returns bigint language sql immutable as
  $$select (7761::bigint << 48) + ms$$;
comment on function date_lock is
  'The lock that publishes a date; without a date it is the lock by which readers take turns.';

create function to_ms(at timestamptz) returns bigint language sql immutable as
  $$select floor(extract(epoch from at) * 1000)::bigint$$;

create function from_ms(ms bigint) returns timestamptz language sql immutable as
  $$select timestamptz 'epoch' + ms * interval '1 millisecond'$$;

-- Accounts --------------------------------------------------------------------------------------------

create function credentials_made_by(maker text) returns setof text language sql stable as $$
  with recursive made as (
    select c.client_id from credentials c join credentials m on m.client_id = c.created_by
    where m.client_id = maker and m.role = 'customer'
    union select c.client_id from credentials c join made on c.created_by = made.client_id)
  select client_id from made
$$;
comment on function credentials_made_by is
  'What a credential of a customer has made, and what that has made, and so on. What an operator made '
  'belongs to the operator.';

create function credential_makers(made text) returns setof text language sql stable as $$
  with recursive makers as (
    select client_id, created_by from credentials where client_id = made
    union select c.client_id, c.created_by from credentials c join makers on c.client_id = makers.created_by
    where c.role = 'customer')
  select client_id from makers
$$;
comment on function credential_makers is 'A credential and the customer''s credentials that it comes from.';

create function credential_may(client text, scope text, at timestamptz) returns boolean
  language sql stable as $$
  select client is null or exists (select from credentials c where c.client_id = client and c.revoked_at is null
    and coalesce(c.expires_at > at, true) and (c.role <> 'customer' or scope = any (c.scopes)))
$$;
comment on function credential_may is 'Whether a credential may still do what it once did.';

create function lock_spending(client text, since timestamptz)
  returns table(capped text, cap_minor bigint, currency text, ordered_minor bigint)
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  for capped, cap_minor, currency in
    select c.client_id, c.spend_cap_minor, c.spend_cap_currency from credentials c
    where c.client_id in (select credential_makers(client)) and c.spend_cap_minor is not null
    order by c.client_id for no key update
  loop
    select coalesce(sum(case when o.status = 'closed' then o.cancellation_fee_minor + delivered.amount_minor
        else greatest(o.price_minor, delivered.amount_minor) end), 0) into ordered_minor
    from orders o,
      lateral (select coalesce(sum(d.amount_minor), 0) as amount_minor
        from deliverables d where d.order_id = o.order_id) delivered
    where o.placed_by in (select capped union all select credentials_made_by(capped))
      and o.created_at >= since and o.terms ->> 'currency' = currency;
    return next;
  end loop;
end $$;
comment on function lock_spending is
  'The caps that an order of a credential is under, its own and those of what it comes from: what a '
  'credential has made spends with it. Beside each cap stands what was ordered under it since a time in the '
  'currency of the cap: open orders at what they cost if everything is delivered, closed ones at what was '
  'delivered. The credentials stay locked until the transaction ends, so that of many orders at once each '
  'counts those before it; they are locked in one order, whoever asks. The function runs as its owner: a '
  'credential may order for several contracts, of which row-level security shows one.';
revoke execute on function lock_spending from public;
grant execute on function lock_spending to swath_tenant, swath_system;

create function set_up_by(client text) returns integer language sql stable as $$
  with its as (select client as client_id union select credentials_made_by(client))
  select ((select count(*) from webhooks where is_enabled and created_by in (select client_id from its))
    + (select count(*) from destinations where is_enabled and created_by in (select client_id from its))
    + (select count(*) from digests where state <> 'revoked' and created_by in (select client_id from its)))::integer
$$;
comment on function set_up_by is
  'How many senders a credential, and all that comes from it, has set up that still send.';

create function hand_on_set_up(client text) returns void language sql as $$
  with heir as (select (select m.client_id from credentials c join credentials m on m.client_id = c.created_by
      where c.client_id = client and m.role = 'customer') as client_id),
    of_webhooks as (update webhooks set created_by = heir.client_id from heir where created_by = client),
    of_destinations as (update destinations set created_by = heir.client_id from heir where created_by = client)
  update digests set created_by = heir.client_id from heir where created_by = client
$$;
comment on function hand_on_set_up is 'What a credential has set up is from now on its maker''s, or the operator''s.';

create function announce_revocation() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_revocations', new.client_id);
  return null;
end $$;

create function announce_revoked_token() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_revocations', new.client_id);
  return null;
end $$;

create table contracts (
  contract_id text primary key,
  name text not null,
  currency text not null default 'USD',
  created_at timestamptz not null default now(),
  budget_at_limit text not null default 'refuse' check (budget_at_limit in ('refuse', 'approval')),
  rejection_policy jsonb not null default '{"max_pct": null, "automatic": false, "max_minor": null, "within_days": 30}'
);
comment on table contracts is
  'A contract is one customer''s; every row of a customer belongs to a contract, and row-level security lets '
  'the role swath_tenant see the rows of the contract that the setting swath.contract_id names, and no '
  'others.';
comment on column contracts.rejection_policy is
  '{"automatic", "within_days", "max_minor", "max_pct"} says which rejections are accepted without anybody '
  'looking at them. None is unless the contract says so; a limit that is null is none.';
alter table contracts enable row level security;
create policy tenant on contracts to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contracts to swath_system using (true);
grant select on contracts to swath_tenant;
grant select, insert, update on contracts to swath_system;

create table credentials (
  client_id text primary key,
  secret_sha256 text not null,
  name text not null,
  role text not null check (role in ('customer', 'operator', 'provider')),
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  spend_cap_minor bigint check (spend_cap_minor >= 0),
  spend_cap_currency text,
  provider text,
  scopes text[] not null default '{}' check (scopes <@ '{read,order,cancel,deliveries,money,administer}'),
  created_by text references credentials,
  expires_at timestamptz,
  spend_cap_by text references credentials,
  previous_secret_sha256 text,
  previous_secret_until timestamptz,
  token_generation integer not null default 0,
  check ((spend_cap_minor is null) = (spend_cap_currency is null)),
  check ((role = 'provider') = (provider is not null)),
  check ((previous_secret_sha256 is null) = (previous_secret_until is null))
);
comment on column credentials.provider is
  'The provider for which the credential reports: it has no say on the captures of others.';
comment on column credentials.scopes is 'What the credential may do.';
comment on column credentials.created_by is
  'The credential that made it. Where it is null the operator counts as the maker.';
comment on column credentials.spend_cap_by is 'Who set the cap; null means the operator.';
comment on column credentials.previous_secret_sha256 is 'A secret that was replaced and is still good for a while.';
comment on column credentials.token_generation is
  'Every token is of a generation. Whoever replaces a secret at once begins the next one, and the tokens '
  'before it end.';
create index credentials_by_maker on credentials (created_by) where created_by is not null;
create trigger credentials_announce_revocation
  after update of revoked_at, scopes, expires_at, token_generation on credentials
  for each row when (
    (new.revoked_at, new.scopes, new.expires_at, new.token_generation)
    is distinct from (old.revoked_at, old.scopes, old.expires_at, old.token_generation))
  execute function announce_revocation();
comment on trigger credentials_announce_revocation on credentials is
  'Processes remember whom they trust with what; they forget a credential when they hear of this.';
grant select, insert, update on credentials to swath_system;

create table credential_contracts (
  client_id text not null references credentials,
  contract_id text not null references contracts,
  primary key (client_id, contract_id)
);
grant select, insert, update on credential_contracts to swath_system;

create table credential_uses (
  client_id text primary key references credentials,
  last_used_at timestamptz not null
);
comment on table credential_uses is
  'When each credential was used last. It is a table of its own: an order locks its credential, and whoever '
  'only asks something must not wait for it.';
grant select, insert, update on credential_uses to swath_system;

create table signing_keys (
  key_id text primary key,
  position bigint generated always as identity unique,
  secret text not null,
  created_at timestamptz not null
);
comment on column signing_keys.position is 'Of keys that were made at the same instant, too, one is the newest.';
grant select, insert, delete on signing_keys to swath_system;

create table revoked_tokens (
  token_id text primary key,
  client_id text not null references credentials,
  revoked_at timestamptz not null
);
comment on table revoked_tokens is
  'Tokens that were given back before they expired. Each is remembered until nothing that it made can be '
  'alive.';
create index revoked_tokens_by_client on revoked_tokens (client_id);
create trigger revoked_tokens_announce after insert on revoked_tokens
  for each row execute function announce_revoked_token();
grant select, insert, delete on revoked_tokens to swath_system;

create view signing_keys_in_use with (security_invoker = true) as
  select *, lead(created_at) over (order by position) as retired_at from signing_keys;
comment on view signing_keys_in_use is 'A key signs until the next one is made.';
grant select on signing_keys_in_use to swath_system;

-- Projects --------------------------------------------------------------------------------------------

create table projects (
  project_id text primary key,
  contract_id text not null references contracts,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (contract_id, name)
);
create trigger projects_date before insert or update of updated_at on projects
  for each row execute function date_change();
alter table projects enable row level security;
create policy tenant on projects to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on projects to swath_system using (true);
grant select, insert, delete on projects to swath_tenant;
grant update (name, updated_at) on projects to swath_tenant;
grant select, insert, update on projects to swath_system;

create view listed_projects as
select p.project_id, p.name as project_name, p.created_at, p.updated_at, p.name as search_text,
  jsonb_build_object('project_id', p.project_id, 'project_name', p.name, 'contract_id', p.contract_id,
    'created_at', rfc3339(p.created_at), 'updated_at', rfc3339(p.updated_at))::text as document,
  p.xmin::text as row_version
from projects p
where p.contract_id = current_setting('swath.contract_id', true);
grant select on listed_projects to swath_tenant;

-- Catalog ---------------------------------------------------------------------------------------------

create function sku_price(contract text, wanted text, at timestamptz) returns bigint
  language sql stable as $$
  select coalesce(
    (select price_minor from contract_sku_prices
      where contract_id = contract and sku = wanted and valid_from <= at order by valid_from desc limit 1),
    (select price_minor from contract_skus where contract_id = contract and sku = wanted))
$$;

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
  cancellation_fees jsonb not null default '[]',
  v1_product integer,
  promised_delivery_hours integer check (promised_delivery_hours > 0),
  min_quantity double precision not null default 0 check (min_quantity >= 0),
  overlap text not null default 'once' check (overlap in ('once', 'each')),
  levels text not null default 'each' check (levels in ('each', 'once')),
  uplifts jsonb not null default '[]',
  max_strip_ratio double precision not null default 20 check (max_strip_ratio >= 1),
  min_strip_km2 double precision not null default 5 check (min_strip_km2 >= 0),
  default_processing_levels text[],
  primary key (contract_id, sku),
  constraint default_levels_are_offered check (
    default_processing_levels <@ processing_levels and default_processing_levels <> '{}')
);
comment on column contract_skus.cancellation_fees is
  'Steps of {"hours_before", "fee_pct"}: from so many hours before the first collection on, a cancellation '
  'costs that share of the price. Without a step there is no fee.';
comment on column contract_skus.v1_product is
  'The product id of v1 that means this SKU. The contract decides: 169 may be standard or rush.';
comment on column contract_skus.promised_delivery_hours is
  'The variants of a product from the archive differ in it; it is null where satellites and weather decide.';
comment on column contract_skus.min_quantity is 'An order is billed as if it had this quantity at least.';
comment on column contract_skus.overlap is 'Where strips overlap, the ground is counted once or for each strip.';
comment on column contract_skus.levels is 'Of the levels of one capture each costs, or only the first.';
comment on column contract_skus.uplifts is '[{"uplift", "pct"}] that an order may ask for.';
comment on column contract_skus.max_strip_ratio is
  'What an area may take of the sky: the area of its strips to what is ordered, at most.';
comment on column contract_skus.min_strip_km2 is 'Each strip is billed as so many square kilometres at least.';
comment on column contract_skus.default_processing_levels is
  'The levels of an order that names none; null means all that the SKU has.';
create unique index contract_skus_v1 on contract_skus (contract_id, v1_product);
alter table contract_skus enable row level security;
create policy tenant on contract_skus to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_skus to swath_system using (true);
grant select on contract_skus to swath_tenant;
grant select, insert, update on contract_skus to swath_system;

create table contract_sku_prices (
  contract_id text not null,
  sku text not null,
  valid_from timestamptz not null,
  price_minor bigint not null check (price_minor >= 0),
  created_by text not null,
  created_at timestamptz not null,
  primary key (contract_id, sku, valid_from),
  foreign key (contract_id, sku) references contract_skus
);
comment on table contract_sku_prices is
  'The price of a SKU from a time on; before the first of them it is contract_skus.price_minor. Periods '
  'cannot overlap, because each ends where the next begins.';
alter table contract_sku_prices enable row level security;
create policy tenant on contract_sku_prices to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_sku_prices to swath_system using (true);
grant select on contract_sku_prices to swath_tenant;
grant select, insert, update, delete on contract_sku_prices to swath_system;

-- Destinations ----------------------------------------------------------------------------------------

create table destinations (
  destination_id text primary key,
  contract_id text not null references contracts,
  name text not null,
  settings jsonb not null,
  revision integer not null default 1,
  credentials text,
  path_template text not null,
  is_enabled boolean not null,
  verification jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  removed_at timestamptz,
  created_by text references credentials,
  disabled_reason text check (disabled_reason in ('by_customer', 'credential_ended')),
  check (removed_at is null or credentials is null and not is_enabled),
  check (is_enabled = (disabled_reason is null))
);
comment on column destinations.settings is 'Kind and place, see contract/src/depots.ts.';
comment on column destinations.revision is
  'The number grows with every change of kind and place: what was sent to the place of before is not at the '
  'new one.';
comment on column destinations.credentials is
  'Encrypted, see platform/secrets.ts; it is null where the place asks for none.';
comment on column destinations.verification is 'What the last test of it found.';
comment on column destinations.removed_at is
  'A destination that was removed keeps its row: deliveries of the past still name it.';
comment on column destinations.created_by is
  'Who made it, last said where it goes, or enabled it again. Where it is null, or an operator''s '
  'credential, it counts as the operator''s. It ends with the credential that set it up.';
create index destinations_by_contract on destinations (contract_id, created_at, destination_id)
  where removed_at is null;
create index destinations_by_maker on destinations (created_by) where is_enabled;
create unique index destinations_by_name on destinations (contract_id, name) where removed_at is null;
alter table destinations enable row level security;
create policy tenant on destinations to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on destinations to swath_system using (true);
grant select, insert, update on destinations to swath_tenant, swath_system;

create table destination_defaults (
  contract_id text not null references contracts,
  project_id text references projects on delete cascade,
  destination_id text not null references destinations,
  unique nulls not distinct (contract_id, project_id)
);
comment on table destination_defaults is
  'Where deliverables are sent by themselves: those of all orders of a contract, or of a project.';
create index destination_defaults_by_destination on destination_defaults (destination_id);
alter table destination_defaults enable row level security;
create policy tenant on destination_defaults to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on destination_defaults to swath_system using (true);
grant select, insert, delete on destination_defaults to swath_tenant, swath_system;

-- Orders ----------------------------------------------------------------------------------------------

create sequence order_ids;
grant usage on sequence order_ids to swath_tenant, swath_system;

create sequence task_ids start 1000000000;
grant usage on sequence task_ids to swath_tenant, swath_system;

create function next_order_id() returns text language sql as $$
  select lpad(id::text, greatest(6, length(id::text) + 1), '0') from nextval('order_ids') as id
$$;
comment on function next_order_id is
  'An id of an order has six digits at least and begins with a zero, so that it is no id of a task, which '
  'share a path.';

create function next_task_id() returns bigint
  language plpgsql security definer set search_path = public as $$
declare
  id bigint;
begin
  loop
    id := nextval('task_ids');
    exit when not exists (select from orders where task_id = id);
  end loop;
  return id;
end $$;
comment on function next_task_id is
  'A system that is mirrored may number its tasks as we do, and they keep their ids here, too: ours pass '
  'over those.';
revoke execute on function next_task_id from public;
grant execute on function next_task_id to swath_tenant, swath_system;

create function is_own_task_id(id bigint) returns boolean
  language sql stable security definer set search_path = public as $$
  select exists (select from orders where task_id = id and origin_id is distinct from id::text)
$$;
comment on function is_own_task_id is
  'Whether an order of ours, or one that got a number of ours, is known by this id, in any contract.';
revoke execute on function is_own_task_id from public;
grant execute on function is_own_task_id to swath_tenant, swath_system;

create function describe_order() returns trigger language plpgsql as $$
begin
  -- The lock makes a renaming of the project wait, so that it finds this order.
  select name into new.project_name from projects where project_id = new.project_id for key share;
  new.search_text := concat_ws(' ', new.order_id, new.task_id, new.client_reference, new.order_name,
    new.project_name, (select string_agg(value, ' ') from jsonb_each_text(new.metadata)));
  return new;
end
$$;

create table quotes (
  quote_id text primary key,
  contract_id text not null references contracts,
  fingerprint text not null,
  terms jsonb not null,
  total_minor bigint not null,
  currency text not null,
  document text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
comment on table quotes is
  'Prices that were promised in advance. A quote is locked while an order takes it, which needs the right to '
  'update that nobody uses.';
alter table quotes enable row level security;
create policy tenant on quotes to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on quotes to swath_system using (true);
grant select, insert, update on quotes to swath_tenant, swath_system;

create table orders (
  order_id text primary key default next_order_id(),
  contract_id text not null references contracts,
  project_id text not null references projects,
  task_id bigint not null default next_task_id() unique,
  order_name text not null,
  sku text not null,
  status text not null default 'received' check (status in ('received', 'in_progress', 'closed')),
  outcome text
    check (outcome in ('fulfilled', 'partially_fulfilled', 'unfulfilled', 'rejected', 'canceled', 'failed')),
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
  client_reference text,
  quote_id text unique references quotes,
  price_minor bigint not null default 0,
  cancellation_fee_minor bigint not null default 0,
  periods integer not null default 1,
  project_name text not null,
  search_text text not null,
  origin text not null default 'swath',
  origin_id text,
  destination_id text references destinations,
  uses_default_destination boolean not null default true,
  awaits_approval boolean not null default false,
  replaces_deliverable_id text unique,
  placed_by text references credentials,
  canceled_at timestamptz,
  told_reason_code text,
  capture_count integer,
  planned_at timestamptz,
  unique (contract_id, client_reference),
  check ((status = 'closed') = (outcome is not null)),
  check ((status = 'closed') = (closed_at is not null)),
  check (destination_id is null or not uses_default_destination)
);
comment on column orders.order_id is 'An id of an order has six digits at least and begins with a zero.';
comment on column orders.periods is
  'An order may ask for its target again and again: one capture per part and period.';
comment on column orders.origin is
  'The system that manages the order: "swath", or another. Its id there is origin_id; the same work never '
  'becomes two orders.';
comment on column orders.destination_id is
  'The order''s own destination; without one it has the default, or none at all.';
comment on column orders.awaits_approval is
  'The order is beyond a limit of the contract: the order desk has to approve it before anything else '
  'happens.';
comment on column orders.replaces_deliverable_id is
  'The deliverable that was rejected, which this order is to make again.';
comment on column orders.placed_by is 'The credential that placed it; orders of other systems have none.';
comment on column orders.canceled_at is 'Since when the customer wants no more of the order than what has begun.';
comment on column orders.told_reason_code is
  'The reason that the document tells, by which lists filter. It follows the parts of the order while it '
  'goes on.';
comment on column orders.capture_count is
  'How many captures an order was to take when it was placed. Orders from elsewhere have none.';
comment on column orders.planned_at is
  'Since when all of its captures are there, or it is known that no more of them come.';
create index orders_awaiting_approval on orders (created_at, order_id) where awaits_approval;
create index orders_by_closing on orders (contract_id, coalesce(closed_at, '-infinity'), order_id);
create index orders_by_contract on orders (contract_id, created_at desc, order_id desc);
comment on index orders_by_contract is
  'Each index of a list begins with the contract and ends with what the list is sorted by, so that a page is '
  'read and not sorted. A time that may be missing counts as before all times: a page key has no nulls.';
create index orders_by_name on orders (contract_id, order_name, order_id);
create unique index orders_by_origin on orders (contract_id, origin, origin_id);
create index orders_by_outcome on orders (contract_id, outcome, created_at, order_id)
  where outcome is not null;
create index orders_by_placer on orders (placed_by, created_at) where placed_by is not null;
create index orders_by_project on orders (contract_id, project_id, created_at, order_id);
create index orders_by_project_name on orders (contract_id, project_name, created_at, order_id);
create index orders_by_reason on orders (contract_id, told_reason_code, created_at, order_id)
  where told_reason_code is not null;
create index orders_by_sku on orders (contract_id, sku, created_at, order_id);
create index orders_by_stage on orders (contract_id, coalesce(outcome, status), created_at, order_id);
comment on index orders_by_stage is
  'The stage is the outcome of a closed order, else its status: the words that the status of a v1 task is '
  'made of.';
create index orders_by_status on orders (contract_id, status, created_at, order_id);
create index orders_by_update on orders (contract_id, updated_at, order_id);
create index orders_geometry on orders using gist (geometry);
create index orders_search on orders using gin (search_text gin_trgm_ops);
create index orders_unplanned on orders (contract_id)
  where planned_at is null and origin = 'swath' and status <> 'closed';
create trigger orders_date before insert or update of updated_at on orders
  for each row execute function date_change();
create trigger orders_describe before insert or update of order_name, project_id, metadata on orders
  for each row execute function describe_order();
alter table orders enable row level security;
create policy tenant on orders to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on orders to swath_system using (true);
grant select, insert, update on orders to swath_tenant, swath_system;

create view listed_orders as
select o.order_id, o.task_id, o.client_reference, o.order_name, o.status, o.outcome, o.told_reason_code as reason_code,
  o.sku, o.project_id, o.project_name, o.window_start, o.window_end, o.created_at, o.updated_at,
  coalesce(o.closed_at, '-infinity') as closed_at, o.geometry, o.search_text, o.document,
  o.xmin::text as row_version
from orders o
where o.contract_id = current_setting('swath.contract_id', true);
comment on view listed_orders is
  'A list reads a view with a column for each filter. It shows the rows of one contract, like the policies '
  'of the tables, but without a security barrier: behind one, the indexes for places and for text would not '
  'be used, because their operators might tell something about rows that are then withheld. Only our own SQL '
  'gets here.';
grant select on listed_orders to swath_tenant;

-- Captures --------------------------------------------------------------------------------------------

create function pass_start(access jsonb) returns timestamptz language sql immutable parallel safe
  return coalesce((access ->> 'start')::timestamptz, '-infinity');
comment on function pass_start is
  'When the pass begins; a capture without one comes before all times. Its times are written with their '
  'offset, so nothing about the session changes what they mean, which the cast itself cannot promise.';

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
  not_after timestamptz,
  covered geometry(Geometry, 4326) generated always as (st_intersection(footprint, target)) stored,
  origin_id text,
  source jsonb,
  planned_until timestamptz,
  provider text,
  target_km2 double precision generated always as (geodesic_km2(target)) stored,
  unique (order_id, strip, attempt)
);
comment on column captures.not_after is
  'The end of the period; it is null where that is the end of the order''s window.';
comment on column captures.covered is
  'What a deliverable shows of the Earth: the part of its capture''s target that the footprint covers.';
comment on column captures.source is
  'The image of the archive that a capture is cut from; it is null where a satellite is to make one.';
comment on column captures.planned_until is
  'Until when the provider was asked to collect it: the end of the order may have been moved since. It is '
  'null of captures that nobody was asked for.';
comment on column captures.provider is
  'The provider that has the capture, from which alone reports about it are taken.';
comment on column captures.target_km2 is
  'What the capture is to show, in km2: whoever looks at an order asks for it of all its captures, and '
  'PostGIS takes twenty times as long to reckon it as to read it.';
create index captures_by_acquisition
  on captures (contract_id, coalesce(acquired_at, '-infinity'), capture_id);
create index captures_by_contract on captures (contract_id, created_at desc, capture_id desc);
create unique index captures_by_origin on captures (order_id, origin_id);
create index captures_by_origin_id on captures (contract_id, origin_id) where origin_id is not null;
comment on index captures_by_origin_id is 'Scenes name their capture by the id that it has elsewhere.';
create index captures_by_outcome on captures (contract_id, outcome_id) where outcome_id is not null;
comment on index captures_by_outcome is
  'Several orders may be about the same capture event: the one that caused it, and those from the archive.';
create index captures_by_pass on captures (pass_start(access), capture_id);
comment on index captures_by_pass is
  'The calendar of the constellation reads the captures of all contracts by the start of their pass.';
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

create table plans (
  order_id text primary key references orders,
  contract_id text not null references contracts,
  rounds jsonb not null,
  parts jsonb not null,
  next integer not null default 0
);
comment on table plans is
  'What an order is divided into, as long as not all of it is there: the captures of all parts in the first '
  'round come first. A worker goes on where another one stopped.';
alter table plans enable row level security;
create policy tenant on plans to swath_tenant
  using (contract_id = current_setting('swath.contract_id', true));
create policy system on plans to swath_system using (true);
grant select, insert, update, delete on plans to swath_tenant, swath_system;

create view listed_captures as
select c.capture_id, c.order_id, c.status, c.reason_code, c.attempt, c.access ->> 'satellite_name' as satellite_name,
  c.outcome_id, coalesce(c.acquired_at, '-infinity') as acquired_at, c.created_at, c.updated_at,
  coalesce(c.footprint, c.target) as geometry, o.search_text, c.document, c.xmin::text as row_version
from captures c left join orders o on o.order_id = c.order_id and o.contract_id = c.contract_id
where c.contract_id = current_setting('swath.contract_id', true);
grant select on listed_captures to swath_tenant;

-- Deliverables ----------------------------------------------------------------------------------------

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
  part text not null default '',
  footprint geometry(Geometry, 4326),
  scene_id text,
  credited_minor bigint not null default 0,
  rejection jsonb,
  check ((delivered_at is not null) = (status in ('DELIVERED', 'REJECTED'))),
  check ((delivered_at is null) = (quantity is null)),
  check ((quantity is null) = (amount_minor is null)),
  check (credited_minor >= 0 and credited_minor <= coalesce(amount_minor, 0))
);
comment on column deliverables.part is
  'Which of several products of one level: a tile of the archive, a scene of an imported capture. It is '
  'empty where there is but one.';
comment on column deliverables.footprint is
  'What the deliverable shows where that is not all that its capture covers.';
comment on column deliverables.scene_id is 'The name that v1 knows it by, which begins the names of its files.';
comment on column deliverables.credited_minor is
  'What was given back of the amount, which itself never changes: net = amount_minor - credited_minor.';
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
  storage_key text,
  corrupt_transfers integer not null default 0,
  primary key (deliverable_id, key)
);
comment on column files.storage_key is
  'Where the bytes of a file lie when that is not <deliverable_id>/<file_name>: what is delivered from the '
  'archive is not copied.';
comment on column files.corrupt_transfers is
  'How often a file arrived whole, and not as it was announced. Transfers that broke off do not count.';
alter table files enable row level security;
create policy tenant on files to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on files to swath_system using (true);
grant select, insert on files to swath_tenant;
grant update (corrupt_transfers) on files to swath_tenant;
grant select, insert, update on files to swath_system;

create view listed_deliverables as
select d.deliverable_id, d.order_id, d.capture_id, d.status, d.reason_code, d.processing_level, d.scene_id,
  c.outcome_id, o.order_name, o.sku, o.project_name, coalesce(d.delivered_at, '-infinity') as delivered_at,
  d.created_at, d.updated_at, coalesce(d.footprint, c.covered) as geometry, o.search_text, d.document,
  d.xmin::text as row_version, o.project_id, d.unit, d.currency, d.price_minor,
  round(d.quantity::numeric, 6) as quantity, d.amount_minor, d.credited_minor, 1 as deliverables
from deliverables d
  left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
  left join captures c on c.capture_id = d.capture_id and c.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);
comment on view listed_deliverables is 'What the list of deliverables shows is what consumption adds up.';
grant select on listed_deliverables to swath_tenant;

-- An order refers to a deliverable as well.
alter table orders add foreign key (replaces_deliverable_id) references deliverables;

-- Deliveries ------------------------------------------------------------------------------------------

create table deliveries (
  delivery_id text primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  capture_id text not null references captures,
  deliverable_id text not null references deliverables,
  destination_id text not null references destinations,
  revision integer not null,
  status text not null default 'pending'
    check (status in ('pending', 'transferring', 'completed', 'failed', 'canceled')),
  reason_code text,
  error text,
  attempts integer not null default 0,
  failures integer not null default 0,
  failing_since timestamptz,
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
comment on table deliveries is 'The files of a deliverable on their way to where the contract wants them.';
comment on column deliveries.revision is 'Of the destination, when its files were sent.';
comment on column deliveries.failures is 'Failed attempts since the last one that got further.';
comment on column deliveries.reached_bytes is
  'How far the best attempt got: a delivery that gets further is not given up.';
create index deliveries_by_completion
  on deliveries (contract_id, coalesce(completed_at, '-infinity'), delivery_id);
create index deliveries_by_contract on deliveries (contract_id, created_at, delivery_id);
create index deliveries_by_destination on deliveries (destination_id, created_at, delivery_id);
create index deliveries_by_order on deliveries (order_id);
create index deliveries_by_status on deliveries (contract_id, status, created_at, delivery_id);
create index deliveries_by_update on deliveries (contract_id, updated_at, delivery_id);
create index deliveries_due on deliveries (destination_id, next_attempt_at)
  where status in ('pending', 'transferring');
create unique index deliveries_open on deliveries (deliverable_id, destination_id)
  where status in ('pending', 'transferring');
comment on index deliveries_open is 'Two at once would write the same files.';
create trigger deliveries_date before insert or update of updated_at on deliveries
  for each row execute function date_change();
alter table deliveries enable row level security;
create policy tenant on deliveries to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on deliveries to swath_system using (true);
grant select, insert, update on deliveries to swath_tenant, swath_system;

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
  resume jsonb,
  sent_at timestamptz,
  primary key (delivery_id, position),
  check ((storage_key is null) = (content is not null)),
  check ((key is null) = (content is not null)),
  check (sent_at is null or resume is null)
);
comment on table delivery_files is
  'What a delivery sends, in this order. The last is its manifest, whose text is here.';
comment on column delivery_files.resume is 'From where a broken transfer goes on; only the depot understands it.';
create index delivery_files_by_path on delivery_files (destination_id, lower(path));
comment on index delivery_files_by_path is 'Some places do not tell upper from lower case.';
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

create table delivery_leases (
  delivery_id text primary key references deliveries,
  contract_id text not null references contracts,
  destination_id text not null references destinations,
  lease_id text not null,
  lease_until timestamptz not null
);
comment on table delivery_leases is 'Who works on a delivery. A worker that died keeps it until the lease ends.';
create index delivery_leases_by_destination on delivery_leases (destination_id);
alter table delivery_leases enable row level security;
create policy tenant on delivery_leases to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on delivery_leases to swath_system using (true);
grant select, insert, update, delete on delivery_leases to swath_tenant, swath_system;

create view listed_deliveries as
select d.delivery_id, d.order_id, d.capture_id, d.deliverable_id, d.destination_id, d.status, d.reason_code,
  o.order_name, o.sku, o.project_name, coalesce(d.completed_at, '-infinity') as completed_at, d.created_at,
  d.updated_at, o.search_text, d.document, d.xmin::text as row_version
from deliveries d
  left join orders o on o.order_id = d.order_id and o.contract_id = d.contract_id
where d.contract_id = current_setting('swath.contract_id', true);
grant select on listed_deliveries to swath_tenant;

-- What happened, and what was asked -------------------------------------------------------------------

create table events (
  sequence bigint primary key generated always as identity,
  event_id text not null unique,
  contract_id text not null references contracts,
  order_id text not null references orders,
  entity text not null check (entity in ('order', 'capture', 'deliverable', 'delivery')),
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
  transaction_id xid8 not null default feed_id(pg_current_xact_id())
);
comment on column events.transaction_id is
  'The writing transaction; the feed serves events below the oldest running one.';
create index events_by_entity on events (entity_id, sequence);
create index events_by_order on events (order_id, sequence);
create index events_ending_stages on events (contract_id, coalesce(occurred_at, "time"))
  where type in ('OrderAccepted', 'OrderAnalysisFailed', 'CaptureAcquired', 'DeliverableReady', 'DeliverableDelivered');
create index events_in_feed_order on events (contract_id, transaction_id, sequence);
comment on index events_in_feed_order is
  'Feed order is (transaction_id, sequence), and only events of transactions below the oldest running one '
  'are served: nothing can appear in front of a reader''s cursor any more, in whatever order transactions '
  'commit.';
create trigger events_announced after insert on events for each row execute function announce_event();
create trigger events_append_only before delete or update or truncate on events
  for each statement execute function refuse_change();
alter table events enable row level security;
create policy tenant on events to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on events to swath_system using (true);
grant select, insert on events to swath_tenant, swath_system;

create table reports (
  provider text not null references credentials,
  report_id text not null,
  contract_id text not null references contracts,
  entity_id text not null,
  body jsonb not null,
  result text not null check (result in ('applied', 'waiting', 'ignored')),
  detail text not null,
  received_at timestamptz not null,
  primary key (provider, report_id)
);
comment on table reports is
  'What providers said, recorded before it was judged. A report may come before what it builds upon; it '
  'waits then, and is judged when the entity that it is about comes to be. It is found by that entity.';
create index reports_entity on reports (entity_id);
create trigger reports_append_only before delete or update or truncate on reports
  for each statement execute function refuse_change();
alter table reports enable row level security;
create policy tenant on reports to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on reports to swath_system using (true);
grant select, insert on reports to swath_tenant, swath_system;

create table idempotent_answers (
  client_id text not null references credentials,
  contract_id text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  answered_at timestamptz not null,
  is_encrypted boolean not null default false,
  primary key (client_id, contract_id, key)
);
comment on table idempotent_answers is 'Requests that were answered under an Idempotency-Key.';
comment on column idempotent_answers.is_encrypted is 'The body is encrypted; see platform/secrets.ts.';
create index idempotent_answers_by_age on idempotent_answers (answered_at);
grant select, insert, update, delete on idempotent_answers to swath_system;

create table set_aside_jobs (
  job_id uuid primary key default gen_random_uuid(),
  name text not null,
  contract_id text not null,
  order_id text not null,
  entity_id text not null,
  error text not null,
  attempts integer not null,
  set_aside_at timestamptz not null,
  unique (name, contract_id, order_id, entity_id)
);
comment on table set_aside_jobs is
  'Jobs that a fault of the server keeps from ever succeeding, until somebody has mended that and starts '
  'them again. One that fails again, such as one that runs by the clock, is here once.';
grant select, insert, update, delete on set_aside_jobs to swath_system;

create unlogged table secret_uses (
  place text primary key,
  forgiven_at timestamptz not null,
  is_told boolean not null default false,
  right_at timestamptz
);
comment on table secret_uses is
  'Who presented a wrong secret, or a right one, and from where; all processes share it. It need not survive '
  'a crash.';
comment on column secret_uses.place is 'A digest of what is presented, for which credential, and from which address.';
comment on column secret_uses.forgiven_at is 'When as much time has passed as its wrong ones take.';
comment on column secret_uses.is_told is 'The log has been told that no more are taken.';
comment on column secret_uses.right_at is 'When a right one came last, to the hour.';
create index secret_uses_by_age on secret_uses (forgiven_at);
grant select, insert, update, delete on secret_uses to swath_system;

create table encryption_key (
  is_only boolean primary key default true check (is_only),
  key_id text not null
);
comment on table encryption_key is
  'Which key encrypts the secrets of this database, by its id (a digest): a process that has another does '
  'not start.';
grant select, insert, update on encryption_key to swath_system;

-- Feed ------------------------------------------------------------------------------------------------

create table event_seals (
  contract_id text not null references contracts,
  number integer not null check (number > 0),
  after_transaction_id xid8 not null,
  after_sequence bigint not null,
  last_transaction_id xid8 not null,
  last_sequence bigint not null,
  count integer not null check (count > 0),
  previous_sha256 text not null,
  sha256 text not null,
  sealed_at timestamptz not null,
  primary key (contract_id, number)
);
comment on table event_seals is 'Seals make it visible when somebody tampers with events.';
create trigger event_seals_append_only before delete or update or truncate on event_seals
  for each statement execute function refuse_change();
alter table event_seals enable row level security;
create policy tenant on event_seals to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on event_seals to swath_system using (true);
grant select on event_seals to swath_tenant;
grant select, insert on event_seals to swath_system;

create table seal_signatures (
  contract_id text not null references contracts,
  number integer not null,
  signature text not null,
  primary key (contract_id, number, signature)
);
comment on table seal_signatures is
  'Whoever can write the database can compute seals again; only whoever has the encryption key can sign '
  'them.';
create trigger seal_signatures_append_only before delete or update or truncate on seal_signatures
  for each statement execute function refuse_change();
grant select, insert on seal_signatures to swath_system;

-- Ledger ----------------------------------------------------------------------------------------------

create function book_entries() returns trigger language plpgsql as $$
begin
  if exists (select from booked group by transaction_id having sum(amount_minor) <> 0
      or count(distinct (contract_id, currency)) > 1) then
    raise exception 'the entries of a transaction must be of one balance and add up to zero'
      using errcode = 'check_violation';
  end if;
  insert into balances as b (contract_id, currency, granted_minor, available_minor, held_minor, consumed_minor, is_limited)
  select contract_id, currency,
    coalesce(-sum(amount_minor) filter (where account = 'granted'), 0),
    coalesce(sum(amount_minor) filter (where account = 'available'), 0),
    coalesce(sum(amount_minor) filter (where account = 'held'), 0),
    coalesce(sum(amount_minor) filter (where account = 'consumed'), 0),
    bool_or(kind = 'grant')
  from booked group by contract_id, currency
  on conflict (contract_id, currency) do update set
    granted_minor = b.granted_minor + excluded.granted_minor,
    available_minor = b.available_minor + excluded.available_minor,
    held_minor = b.held_minor + excluded.held_minor,
    consumed_minor = b.consumed_minor + excluded.consumed_minor,
    is_limited = b.is_limited or excluded.is_limited;
  return null;
end
$$;
comment on function book_entries is
  'The entries of a transaction are written by one statement, which adds them to the balances as well.';

create table ledger_entries (
  entry_id text primary key,
  transaction_id text not null,
  contract_id text not null references contracts,
  order_id text references orders,
  deliverable_id text references deliverables,
  account text not null check (account in ('granted', 'available', 'held', 'consumed')),
  amount_minor bigint not null,
  currency text not null,
  booked_at timestamptz not null,
  sequence bigint generated always as identity unique,
  kind text not null
    check (kind in ('grant', 'hold', 'release', 'charge', 'refund', 'adjustment', 'cancellation_fee')),
  event_id text,
  message text
);
comment on table ledger_entries is
  'Double entry: the entries of one transaction add up to zero, in minor units of the currency. Every entry '
  'is in one of four accounts; "granted" is the counter-account of what the contract was given, with the '
  'opposite sign. So everything ever booked adds up to zero, too.';
comment on column ledger_entries.booked_at is
  'A charge belongs to the day of the delivery, also when it was booked later.';
comment on column ledger_entries.sequence is
  'The order in which they were written; of one contract, that in which they were booked.';
create index ledger_by_contract on ledger_entries (contract_id, booked_at, sequence);
create index ledger_by_order on ledger_entries (order_id, account);
create unique index ledger_charge_once on ledger_entries (deliverable_id, account) where kind = 'charge';
create unique index ledger_fee_once on ledger_entries (order_id, account) where kind = 'cancellation_fee';
comment on index ledger_fee_once is
  'A cancellation fee belongs to an order and to no deliverable, and is booked once.';
create unique index ledger_refund_once on ledger_entries (deliverable_id, account) where kind = 'refund';
create trigger ledger_append_only before delete or update or truncate on ledger_entries
  for each statement execute function refuse_change();
create trigger ledger_booked after insert on ledger_entries referencing new table as booked
  for each statement execute function book_entries();
alter table ledger_entries enable row level security;
create policy tenant on ledger_entries to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on ledger_entries to swath_system using (true);
grant select, insert on ledger_entries to swath_tenant, swath_system;

create table balances (
  contract_id text not null references contracts,
  currency text not null,
  granted_minor bigint not null default 0,
  available_minor bigint not null default 0,
  held_minor bigint not null default 0,
  consumed_minor bigint not null default 0,
  is_limited boolean not null default false,
  primary key (contract_id, currency),
  check ((available_minor + held_minor + consumed_minor) = granted_minor)
);
comment on table balances is 'What a contract has in each currency. Whoever is about to spend locks the row.';
comment on column balances.is_limited is
  'Since its first grant; before that the contract spends without a limit, and "available" is below zero.';
alter table balances enable row level security;
create policy tenant on balances to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on balances to swath_system using (true);
grant select, insert, update on balances to swath_tenant, swath_system;

create table contract_quotas (
  quota_id text primary key,
  contract_id text not null references contracts,
  sku text,
  measure text not null check (measure in ('amount', 'km2', 'orders')),
  period text not null check (period in ('month', 'contract')),
  limit_value double precision not null check (limit_value >= 0),
  at_limit text not null check (at_limit in ('refuse', 'approval'))
);
create index contract_quotas_by_contract on contract_quotas (contract_id);
alter table contract_quotas enable row level security;
create policy tenant on contract_quotas to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_quotas to swath_system using (true);
grant select on contract_quotas to swath_tenant;
grant select, insert, update, delete on contract_quotas to swath_system;

create table ledger_repairs (
  found_at timestamptz not null,
  contract_id text not null references contracts,
  currency text not null,
  was jsonb,
  "is" jsonb,
  deliverable_id text references deliverables,
  check ((was is null) = ("is" is null) and (was is null) = (deliverable_id is not null))
);
comment on table ledger_repairs is 'What a look at the entries of the ledger found to be wrong, and was set right.';
comment on column ledger_repairs.was is
  'The amounts of a balance as it was, and beside them as its entries make it; or a deliverable whose charge '
  'was missing.';
create index ledger_repairs_by_time on ledger_repairs (found_at);
alter table ledger_repairs enable row level security;
create policy system on ledger_repairs to swath_system using (true);
grant select, insert on ledger_repairs to swath_system;

-- Consumption -----------------------------------------------------------------------------------------

create function change_consumption(d deliverables, of_project text, sign integer) returns void
  language sql as $$
  insert into consumption_changes
  select d.contract_id, date_trunc('day', d.delivered_at, 'UTC'), o.sku, coalesce(of_project, o.project_id),
    d.processing_level, d.unit, d.currency, sign, sign * round(d.quantity::numeric, 6), sign * d.amount_minor,
    sign * d.credited_minor
  -- Locked, so that its project does not change meanwhile.
  from (select sku, project_id from orders where order_id = d.order_id for share) as o
  where d.delivered_at is not null
$$;
comment on function change_consumption is
  'Quantities are rounded to six places when they are set; as decimals they add up exactly, in any order.';

create function record_consumption() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    perform change_consumption(old, null, -1);
  end if;
  perform change_consumption(new, null, 1);
  return null;
end
$$;

create function move_consumption() returns trigger language plpgsql as $$
begin
  perform change_consumption(d, old.project_id, -1), change_consumption(d, new.project_id, 1)
  from deliverables d where d.order_id = new.order_id and d.delivered_at is not null;
  return null;
end
$$;

create table consumption_days (
  contract_id text not null references contracts,
  day timestamptz not null,
  sku text not null,
  project_id text not null,
  processing_level text not null,
  unit text not null,
  currency text not null,
  deliverables bigint not null,
  quantity numeric not null,
  amount_minor bigint not null,
  credited_minor bigint not null,
  primary key (contract_id, day, sku, project_id, processing_level, unit, currency)
);
comment on table consumption_days is 'A row for each day (its start in UTC) and what groups are made of.';
alter table consumption_days enable row level security;
create policy tenant on consumption_days to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on consumption_days to swath_system using (true);
grant select on consumption_days to swath_tenant;
grant select, insert, update, delete on consumption_days to swath_system;

create table consumption_changes (
  contract_id text not null,
  day timestamptz not null,
  sku text not null,
  project_id text not null,
  processing_level text not null,
  unit text not null,
  currency text not null,
  deliverables bigint not null,
  quantity numeric not null,
  amount_minor bigint not null,
  credited_minor bigint not null
);
comment on table consumption_changes is
  'What is to be added to the days. Every transaction appends what it changes, so that deliveries wait '
  'neither for each other nor for a job: days and changes together are right at every instant, and a job '
  'folds the one into the other.';
create index consumption_changes_by_day on consumption_changes (contract_id, day);
alter table consumption_changes enable row level security;
create policy tenant on consumption_changes to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on consumption_changes to swath_system using (true);
grant select, insert on consumption_changes to swath_tenant;
grant select, insert, delete on consumption_changes to swath_system;

create table consumption_repairs (
  contract_id text not null,
  day timestamptz not null,
  sku text not null,
  project_id text not null,
  processing_level text not null,
  unit text not null,
  currency text not null,
  deliverables bigint not null,
  quantity numeric not null,
  amount_minor bigint not null,
  credited_minor bigint not null,
  found_at timestamptz not null
);
comment on table consumption_repairs is
  'What a look at the deliverables found to be wrong in the days, and was set right.';
create index consumption_repairs_by_time on consumption_repairs (found_at);
alter table consumption_repairs enable row level security;
create policy tenant on consumption_repairs to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on consumption_repairs to swath_system using (true);
grant select on consumption_repairs to swath_tenant;
grant select, insert on consumption_repairs to swath_system;

create view consumed_days as
select r.day as delivered_at, r.sku, r.project_id, r.processing_level, r.unit, r.currency, r.deliverables, r.quantity,
  r.amount_minor, r.credited_minor
from (select * from consumption_days union all select * from consumption_changes) as r
where r.contract_id = current_setting('swath.contract_id', true);
comment on view consumed_days is 'The same columns as those of listed_deliverables, as far as days have them.';
grant select on consumed_days to swath_tenant;

create view booked_cancellation_fees as
select l.order_id, l.booked_at, l.amount_minor, l.currency, o.order_name, o.sku, o.project_id, o.project_name,
  o.search_text
from ledger_entries l join orders o on o.order_id = l.order_id and o.contract_id = l.contract_id
where l.contract_id = current_setting('swath.contract_id', true)
  and l.account = 'consumed' and l.kind = 'cancellation_fee';
comment on view booked_cancellation_fees is
  'Fees have no deliverable: they are told beside, by the time of their booking.';
grant select on booked_cancellation_fees to swath_tenant;

create trigger orders_move_consumption after update of project_id on orders
  for each row when (old.project_id is distinct from new.project_id) execute function move_consumption();
create trigger deliverables_consumed after insert on deliverables
  for each row when (new.delivered_at is not null) execute function record_consumption();
create trigger deliverables_consumption_changed after update on deliverables
  for each row when ((old.delivered_at, old.quantity, old.amount_minor, old.credited_minor)
    is distinct from (new.delivered_at, new.quantity, new.amount_minor, new.credited_minor))
  execute function record_consumption();

-- Statements ------------------------------------------------------------------------------------------

create function refuse_late_lines() returns trigger language plpgsql as $$
begin
  if exists (select from written join statements s using (statement_id)
      where s.transaction_id <> pg_current_xact_id()) then
    raise exception 'the statement is closed: no line can be added' using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;

create table billing_details (
  contract_id text primary key references contracts,
  customer_number bigint generated always as identity unique,
  name text,
  address text[] not null default '{}',
  tax_id text,
  updated_at timestamptz not null
);
comment on table billing_details is
  'Whom a statement is addressed to; the name of the contract where there is no name here.';
alter table billing_details enable row level security;
create policy tenant on billing_details to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on billing_details to swath_system using (true);
grant select on billing_details to swath_tenant;
grant select, insert, update on billing_details to swath_system;

create table statements (
  statement_id text primary key,
  contract_id text not null references contracts,
  currency text not null,
  sequence integer not null,
  number text not null unique,
  period_start timestamptz not null,
  period_end timestamptz not null,
  charges_minor bigint not null,
  cancellation_fees_minor bigint not null,
  credits_minor bigint not null,
  total_minor bigint not null,
  line_count integer not null,
  provider jsonb not null,
  customer jsonb not null,
  closed_at timestamptz not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  unique (contract_id, currency, period_start),
  unique (contract_id, sequence),
  check (total_minor = (charges_minor + cancellation_fees_minor + credits_minor))
);
comment on table statements is 'What was booked as consumed in a month. A statement never changes once it is closed.';
comment on column statements.sequence is 'The number among all statements of the contract, from 1 on without gaps.';
comment on column statements.period_start is
  'The first instant of the month; period_end is that of the next one, in UTC.';
comment on column statements.credits_minor is 'Refunds and re-ratings, below zero where they give money back.';
comment on column statements.provider is 'Provider and customer are as they were named when it was closed.';
comment on column statements.transaction_id is 'Lines come in the same transaction or never.';
create trigger statements_append_only before delete or update or truncate on statements
  for each statement execute function refuse_change();
alter table statements enable row level security;
create policy tenant on statements to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on statements to swath_system using (true);
grant select on statements to swath_tenant;
grant select, insert on statements to swath_system;

create table statement_lines (
  statement_id text not null references statements,
  contract_id text not null references contracts,
  position integer not null,
  entry_id text not null unique references ledger_entries,
  transaction_id text not null,
  kind text not null,
  booked_at timestamptz not null,
  amount_minor bigint not null,
  order_id text references orders,
  order_name text,
  sku text,
  project_name text,
  deliverable_id text references deliverables,
  processing_level text,
  quantity numeric,
  unit text,
  price_minor bigint,
  event_id text,
  message text,
  corrects_number text,
  primary key (statement_id, position)
);
comment on table statement_lines is 'Each entry that the ledger books as consumed is on one statement, once.';
comment on column statement_lines.event_id is 'The event that caused it; the message is what was said about it.';
comment on column statement_lines.corrects_number is
  'Of a correction: the statement that has the charge, if it is an earlier one.';
create index statement_lines_by_deliverable on statement_lines (deliverable_id) where kind = 'charge';
create trigger statement_lines_append_only before delete or update or truncate on statement_lines
  for each statement execute function refuse_change();
create trigger statement_lines_closed after insert on statement_lines referencing new table as written
  for each statement execute function refuse_late_lines();
alter table statement_lines enable row level security;
create policy tenant on statement_lines to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on statement_lines to swath_system using (true);
grant select on statement_lines to swath_tenant;
grant select, insert on statement_lines to swath_system;

create view listed_statements as
select s.statement_id, s.number, s.currency, s.period_start, s.period_end, s.closed_at, s.number as search_text,
  json_build_object('statement_id', s.statement_id, 'number', s.number, 'contract_id', s.contract_id,
    'currency', s.currency, 'period_start', rfc3339(s.period_start), 'period_end', rfc3339(s.period_end),
    'charges_minor', s.charges_minor, 'cancellation_fees_minor', s.cancellation_fees_minor,
    'credits_minor', s.credits_minor, 'total_minor', s.total_minor, 'line_count', s.line_count,
    'provider', s.provider, 'customer', s.customer, 'closed_at', rfc3339(s.closed_at))::text as document,
  s.xmin::text as row_version
from statements s
where s.contract_id = current_setting('swath.contract_id', true);
grant select on listed_statements to swath_tenant;

-- Archive ---------------------------------------------------------------------------------------------

create function number_in(properties jsonb, name text) returns double precision
  language sql immutable parallel safe as
  $$ select case when jsonb_typeof(properties -> name) = 'number' then (properties -> name)::float8 end $$;
comment on function number_in is
  'Of another type than expected, a property is as good as missing: items are brought by others.';

create function text_in(properties jsonb, name text) returns text language sql immutable parallel safe as
  $$ select case when jsonb_typeof(properties -> name) = 'string' then properties ->> name end $$;

create function widen_collections() returns trigger language plpgsql as $$
begin
  update archive_collections c
  set west = least(c.west, n.west), south = least(c.south, n.south),
    east = greatest(c.east, n.east), north = greatest(c.north, n.north)
  from (
    select collection, min(st_xmin(geometry)) as west, min(st_ymin(geometry)) as south,
      max(st_xmax(geometry)) as east, max(st_ymax(geometry)) as north
    from written where deliverable_id is null group by collection
  ) as n
  where c.collection = n.collection
    and (n.west < c.west or n.south < c.south or n.east > c.east or n.north > c.north or c.west is null);
  return null;
end
$$;
comment on function widen_collections is
  'The box of a collection is told to whoever sees it: it must not tell where others order.';

create table archive_collections (
  collection text primary key,
  title text not null,
  description text not null,
  processing_level text,
  position integer not null unique,
  content jsonb not null default '{}',
  west double precision,
  south double precision,
  east double precision,
  north double precision
);
comment on column archive_collections.processing_level is 'Null of collections of more than one level.';
comment on column archive_collections.content is
  'What the STAC collection says besides: providers, keywords, item_assets, summaries.';
comment on column archive_collections.west is
  'The box around all items that the collection has had. It only grows, so that almost no insert has to '
  'change it, and two of them at once seldom wait for each other.';
alter table archive_collections enable row level security;
create policy system on archive_collections to swath_system using (true);
grant select on archive_collections to swath_tenant;
grant select, insert, update, delete on archive_collections to swath_system;

create table contract_collections (
  contract_id text not null references contracts,
  collection text not null references archive_collections,
  primary key (contract_id, collection)
);
comment on table contract_collections is
  'What a contract may see. To see is not yet to be entitled to download: that needs an ARCLGD SKU.';
alter table contract_collections enable row level security;
create policy tenant on contract_collections to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_collections to swath_system using (true);
grant select on contract_collections to swath_tenant;
create policy tenant on archive_collections to swath_tenant
  using (collection = 'delivered' or collection = any (array(select v.collection from contract_collections v)));
comment on policy tenant on archive_collections is
  'Every contract has the collection of what was delivered to it. The array is made once per query and not '
  'once per row.';
grant select, insert, update, delete on contract_collections to swath_system;

create table archive_items (
  collection text not null references archive_collections,
  item_id text not null,
  outcome_id uuid not null,
  order_contract_id text references contracts,
  geometry geometry(Geometry, 4326) not null,
  datetime timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  properties jsonb not null,
  assets jsonb not null,
  document text not null,
  cloud_cover double precision generated always as (number_in(properties, 'eo:cloud_cover')) stored,
  off_nadir double precision generated always as (number_in(properties, 'view:off_nadir')) stored,
  sun_elevation double precision generated always as (number_in(properties, 'view:sun_elevation')) stored,
  gsd double precision generated always as (number_in(properties, 'gsd')) stored,
  platform text generated always as (text_in(properties, 'platform')) stored,
  grid_code text generated always as (text_in(properties, 'grid:code')) stored,
  deliverable_id text references deliverables,
  primary key (collection, item_id)
);
comment on column archive_items.outcome_id is
  'The capture event that the item shows; all items of a capture have the same.';
comment on column archive_items.order_contract_id is 'Who commissioned the capture; it is null of what was imported.';
comment on column archive_items.assets is
  'Where the bytes of each asset are, by key: in the storage, or at an address elsewhere.';
comment on column archive_items.document is
  'The STAC item as it is answered, so that a page of items is their texts joined.';
comment on column archive_items.cloud_cover is
  'This and the next columns are read from the row itself: the properties are often so long that they lie '
  'elsewhere.';
comment on column archive_items.deliverable_id is
  'What was made for an order is in the collection of its level as well, and only the contract that ordered '
  'it sees it.';
create index archive_items_by_cloud_cover
  on archive_items (coalesce(cloud_cover, 'Infinity'), collection collate "C", item_id collate "C");
comment on index archive_items_by_cloud_cover is 'What is missing comes last.';
create index archive_items_by_collection on archive_items (collection, datetime, item_id collate "C");
create index archive_items_by_grid_code on archive_items (grid_code);
create index archive_items_by_outcome on archive_items (outcome_id);
create index archive_items_by_outcome_text on archive_items ((outcome_id::text));
comment on index archive_items_by_outcome_text is 'Filters compare it as text.';
create index archive_items_by_place on archive_items using gist (geometry, tstzrange(datetime, datetime, '[]'));
comment on index archive_items_by_place is
  'Most searches say where and when: by either alone, too many items would have to be looked at. The time is '
  'a range, because GiST has no order for plain times.';
create index archive_items_by_time on archive_items (datetime, collection collate "C", item_id collate "C");
comment on index archive_items_by_time is
  'The keys of a page all go one way, so that the place after a key is one range of the index; texts are '
  'ordered by their bytes.';
create trigger widen_on_insert after insert on archive_items referencing new table as written
  for each statement execute function widen_collections();
create trigger widen_on_update after update on archive_items referencing new table as written
  for each statement execute function widen_collections();
alter table archive_items enable row level security;
create policy tenant on archive_items to swath_tenant
  using (collection = any (array(select v.collection from contract_collections v union all select 'delivered'))
    and (deliverable_id is null or order_contract_id = (select current_setting('swath.contract_id', true))));
create policy system on archive_items to swath_system using (true);
grant select on archive_items to swath_tenant;
grant select, insert, update, delete on archive_items to swath_system;

create view listed_archive_items as
select i.* from archive_items i
where i.collection = any (array(
    select v.collection from contract_collections v
    where v.contract_id = current_setting('swath.contract_id', true)
    union all select 'delivered'))
  and (i.deliverable_id is null or i.order_contract_id = current_setting('swath.contract_id', true));
comment on view listed_archive_items is
  'Searches read it; it has no security barrier, for the reason that listed_orders gives. There are two '
  'conditions that both hold, and not one or the other: so the first still finds its range in an index.';
grant select on listed_archive_items to swath_tenant;

-- Service-levels --------------------------------------------------------------------------------------

create view stages as
select o.contract_id, o.order_id, o.sku, o.project_id, s.stage, s.ended_at, p.promised_hours,
  greatest(0, extract(epoch from s.ended_at - s.started_at))::float8 as seconds
from orders o join (
  select e.order_id, 'decision' as stage, r.time as started_at, coalesce(e.occurred_at, e.time) as ended_at,
    false as is_promised
  from events e join events r on r.order_id = e.order_id and r.type = 'OrderReceived'
  where e.type in ('OrderAccepted', 'OrderAnalysisFailed')
  union all
  -- From when it could be collected: accepted, and its window or period open. Failed attempts count in.
  select e.order_id, 'collection', greatest(a.time, first.not_before), coalesce(e.occurred_at, e.time), false
  from events e
    join events a on a.order_id = e.order_id and a.type = 'OrderAccepted'
    join captures c on c.capture_id = e.entity_id
    join captures first on first.order_id = c.order_id and first.strip = c.strip and first.period = c.period
      and first.attempt = 1
  where e.type = 'CaptureAcquired'
  union all
  select e.order_id, 'processing', coalesce(a.occurred_at, a.time), coalesce(e.occurred_at, e.time), false
  from events e
    join deliverables d on d.deliverable_id = e.entity_id
    join events a on a.entity_id = d.capture_id and a.type in ('CaptureAcquired', 'CaptureRetrieved')
  where e.type = 'DeliverableReady' and not exists (
    select from events x where x.entity_id = e.entity_id and x.type = e.type and x.sequence < e.sequence)
  union all
  select e.order_id, 'delivery', r.ready_at, coalesce(e.occurred_at, e.time), false
  from events e join lateral (
    select coalesce(x.occurred_at, x.time) as ready_at from events x
    where x.entity_id = e.entity_id and x.type = 'DeliverableReady' order by x.sequence limit 1) as r on true
  where e.type = 'DeliverableDelivered'
  union all
  select e.order_id, 'total', r.time, coalesce(e.occurred_at, e.time), true
  from events e join events r on r.order_id = e.order_id and r.type = 'OrderReceived'
  where e.type = 'DeliverableDelivered'
) as s on s.order_id = o.order_id,
  lateral (select case when s.is_promised then (o.terms ->> 'promised_delivery_hours')::int end) as p (promised_hours)
where o.origin = 'swath';
comment on view stages is
  'How long each stage of an order took, from its events. It shows our own orders only: what was imported '
  'rarely tells when its stages began.';
grant select on stages to swath_system;

create view own_stages as
select * from stages where contract_id = current_setting('swath.contract_id', true);
grant select on own_stages to swath_tenant;

-- Feasibility -----------------------------------------------------------------------------------------

create table analyses (
  analysis_id text primary key,
  contract_id text not null references contracts,
  request jsonb not null,
  finished_at timestamptz,
  expires_at timestamptz not null,
  document text not null
);
comment on table analyses is
  'Feasibility analyses are not part of any history: each lives for a day and is then deleted.';
comment on column analyses.request is 'What the provider is asked.';
create index analyses_by_expiry on analyses (expires_at);
alter table analyses enable row level security;
create policy tenant on analyses to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on analyses to swath_system using (true);
grant select, insert, update on analyses to swath_tenant;
grant select, delete on analyses to swath_system;

-- Webhooks --------------------------------------------------------------------------------------------

create table webhooks (
  webhook_id text primary key,
  contract_id text not null references contracts,
  url text not null,
  description text not null,
  event_types text[] not null,
  sku text[] not null,
  project text[] not null,
  order_id text[] not null,
  is_enabled boolean not null,
  disabled_reason text check (disabled_reason in ('by_customer', 'gone', 'failing', 'credential_ended')),
  disabled_at timestamptz,
  failures integer not null default 0,
  failing_since timestamptz,
  paused_until timestamptz,
  secret text not null,
  transaction_id xid8 not null,
  sequence bigint not null,
  lease_id text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  previous_secrets jsonb not null default '[]',
  created_by text references credentials,
  check (is_enabled = (disabled_reason is null)),
  check (is_enabled = (disabled_at is null)),
  check ((failures = 0) = (failing_since is null))
);
comment on table webhooks is 'Where contracts want their events sent.';
comment on column webhooks.project is 'Filters name projects by id, which no change of name makes fall silent.';
comment on column webhooks.failures is 'Failed tries since the last one that succeeded.';
comment on column webhooks.secret is 'Encrypted, see platform/secrets.ts.';
comment on column webhooks.transaction_id is 'Up to here the feed has been turned into messages.';
comment on column webhooks.lease_id is
  'Who sends now: one at a time, because of the order. A worker that died keeps it until its end.';
comment on column webhooks.previous_secrets is
  'Each secret that was replaced stays valid for a day of its own: [{"secret": encrypted, "until": time}], '
  'the newest first.';
comment on column webhooks.created_by is
  'Who made it, last said where it goes, or enabled it again. Where it is null, or an operator''s '
  'credential, it counts as the operator''s. It ends with the credential that set it up.';
create index webhooks_by_contract on webhooks (contract_id, created_at, webhook_id);
create index webhooks_by_maker on webhooks (created_by) where is_enabled;
alter table webhooks enable row level security;
create policy tenant on webhooks to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhooks to swath_system using (true);
grant select, insert, update, delete on webhooks to swath_tenant, swath_system;

create table webhook_bodies (
  event_id text primary key,
  contract_id text not null references contracts,
  body text not null
);
comment on table webhook_bodies is
  'What is sent, byte by byte, fixed when the event is met first: a later version of the server may write '
  'events differently, but every try of a message sends the same.';
alter table webhook_bodies enable row level security;
create policy tenant on webhook_bodies to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhook_bodies to swath_system using (true);
grant select, insert on webhook_bodies to swath_tenant;
grant select, insert, delete on webhook_bodies to swath_system;

create table webhook_messages (
  webhook_id text not null references webhooks on delete cascade,
  event_id text not null references webhook_bodies,
  contract_id text not null references contracts,
  entity_id text not null,
  sequence bigint not null,
  type text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  tries integer not null default 0,
  first_tried_at timestamptz,
  next_try_at timestamptz not null,
  last_error text,
  replays integer not null default 0,
  created_at timestamptz not null,
  delivered_at timestamptz,
  primary key (webhook_id, event_id)
);
create index webhook_messages_by_entity on webhook_messages (webhook_id, entity_id, sequence)
  where state = 'pending';
create index webhook_messages_by_event on webhook_messages (event_id);
create index webhook_messages_by_sequence on webhook_messages (webhook_id, sequence);
create index webhook_messages_dead on webhook_messages (contract_id, sequence) where state = 'dead';
create index webhook_messages_pending on webhook_messages (webhook_id, sequence) where state = 'pending';
comment on index webhook_messages_pending is
  'What is sent next: a webhook''s oldest, and whether an older one of its entity is in front of it.';
alter table webhook_messages enable row level security;
create policy tenant on webhook_messages to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhook_messages to swath_system using (true);
grant select, insert, update on webhook_messages to swath_tenant;
grant select, insert, update, delete on webhook_messages to swath_system;

create table webhook_tries (
  try_id text primary key,
  webhook_id text not null references webhooks on delete cascade,
  contract_id text not null references contracts,
  event_id text not null,
  type text not null,
  state text not null check (state in ('succeeded', 'failed')),
  started_at timestamptz not null,
  duration_ms integer not null,
  response jsonb,
  error text
);
comment on column webhook_tries.event_id is 'It is no reference: the event of a test exists nowhere else.';
create index webhook_tries_by_age on webhook_tries (started_at);
create index webhook_tries_by_webhook on webhook_tries (webhook_id, started_at, try_id);
alter table webhook_tries enable row level security;
create policy tenant on webhook_tries to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhook_tries to swath_system using (true);
grant select, insert on webhook_tries to swath_tenant;
grant select, insert, delete on webhook_tries to swath_system;

-- Digests ---------------------------------------------------------------------------------------------

create table digests (
  digest_id text primary key,
  contract_id text not null references contracts,
  email text not null,
  frequency text not null check (frequency in ('hourly', 'daily')),
  state text not null check (state in ('unconfirmed', 'active', 'unsubscribed', 'refused', 'revoked')),
  transaction_id xid8 not null,
  sequence bigint not null,
  next_at timestamptz not null,
  last_sent_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unsubscribe_token text not null default gen_random_uuid()::text,
  created_by text references credentials
);
comment on column digests.transaction_id is 'Up to here the feed is in mails.';
comment on column digests.unsubscribe_token is
  'The link at the end of each mail lasts as long as mails lie around, longer than any key that signs.';
comment on column digests.created_by is
  'Who made it. Where it is null, or an operator''s credential, it counts as the operator''s.';
create unique index digests_by_email on digests (contract_id, lower(email));
create index digests_by_maker on digests (created_by) where state <> 'revoked';
create index digests_due on digests (next_at) where state = 'active';
alter table digests enable row level security;
create policy tenant on digests to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on digests to swath_system using (true);
grant select, insert, update, delete on digests to swath_tenant, swath_system;

create table digest_mails (
  mail_id text primary key,
  digest_id text not null,
  contract_id text not null references contracts,
  about text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'refused')),
  tries integer not null default 0,
  next_try_at timestamptz not null,
  created_at timestamptz not null,
  unique (digest_id, about)
);
comment on table digest_mails is
  'What is sent, fixed together with the place in the feed, so that a repeat is the same mail.';
comment on column digest_mails.digest_id is
  'It is no reference: how many confirmations a contract has asked for counts beyond the digest.';
comment on column digest_mails.about is
  'Never twice for one digest: "confirmation", the place in the feed, or what is told.';
create index digest_mails_by_age on digest_mails (created_at);
create index digest_mails_by_contract on digest_mails (contract_id, created_at);
create index digest_mails_pending on digest_mails (next_try_at) where state = 'pending';
alter table digest_mails enable row level security;
create policy tenant on digest_mails to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on digest_mails to swath_system using (true);
grant select, insert, update, delete on digest_mails to swath_tenant, swath_system;

-- Broker ----------------------------------------------------------------------------------------------

create table broker_streams (
  stream text primary key,
  lease_id text,
  lease_until timestamptz
);
comment on table broker_streams is 'There is one publisher at a time for each stream of the broker.';
grant select, insert, update on broker_streams to swath_system;

create table broker_places (
  stream text not null references broker_streams,
  contract_id text not null references contracts,
  transaction_id xid8 not null,
  sequence bigint not null,
  primary key (stream, contract_id)
);
comment on table broker_places is 'How far the stream is in the feed of each contract.';
grant select, insert, update on broker_places to swath_system;

-- Legacy ----------------------------------------------------------------------------------------------

create view listed_tasks as
select o.task_id, o.order_name as task_name, o.project_name, coalesce(o.outcome, o.status) as stage,
  o.window_start as start, o.window_end as "end", o.created_at as created_time, o.updated_at, o.geometry,
  o.search_text, o.document, o.xmin::text as row_version
from orders o
where o.contract_id = current_setting('swath.contract_id', true) and o.sku like 'TSK%';
comment on view listed_tasks is 'The tasks of v1 are orders.';
grant select on listed_tasks to swath_tenant;

-- Mirror ----------------------------------------------------------------------------------------------

create function set_download_figures(ids text[]) returns void language sql as $$
  with figures as (
    select order_id, sum(amount_minor)::bigint as price_minor, max(delivered_at) as window_end,
      sum(case unit when 'km2' then quantity else geodesic_km2(footprint) end) as area_km2,
      -- The grid swallows the hairs that roundings leave between tiles; it is about a millimetre. One is as it came.
      case when count(*) > 1 and bool_and(st_dimension(footprint) = 2) then st_union(footprint, 1e-8) end as shown
    from deliverables where order_id = any(ids) and delivered_at is not null
    group by order_id),
  captured as (
    update captures c set target = shown, footprint = shown, frame = st_asgeojson(shown, 9)::jsonb
    from figures f where f.order_id = c.order_id and shown is not null)
  update orders o set price_minor = f.price_minor, area_km2 = f.area_km2, window_end = f.window_end,
    geometry = coalesce(shown, geometry),
    requested_geometry = coalesce(st_asgeojson(shown, 9)::jsonb, requested_geometry)
  from figures f where f.order_id = o.order_id
$$;
comment on function set_download_figures is
  'An order of downloads is closed from its first one on, and grows with each further item of the same '
  'capture. What it tells are the figures of its deliverables.';

-- Upstream --------------------------------------------------------------------------------------------

create table upstream_contracts (
  contract_id text primary key references contracts,
  next_poll_at timestamptz not null,
  swept_at timestamptz,
  succeeded_at timestamptz,
  failures integer not null default 0,
  last_error text
);
comment on table upstream_contracts is
  'How far the mirroring of a v1 system has come, for each contract whose tasks are mirrored.';
comment on column upstream_contracts.swept_at is
  'All tasks were looked at then, and not only the newest and the open ones.';
alter table upstream_contracts enable row level security;
create policy system on upstream_contracts to swath_system using (true);
grant select, insert, update on upstream_contracts to swath_system;

-- Tasks of ours are numbered far away from those of other systems, which keep their ids. A system that is mirrored may
-- number its tasks as we do; that two such systems begin at one number is unlikely all the same.
select setval('task_ids', 1000000000 + floor(random() * 1000)::bigint * 1000000);

-- Collections say of their assets what bands they have: programs size their arrays by it before they open a file.
with assets (key, content) as (values
  ('analytic', '{"title": "analytic", "type": "image/tiff; application=geotiff", "roles": ["data"],
    "raster:bands": [
      {"data_type": "uint16", "nodata": 0, "scale": 0.0001}, {"data_type": "uint16", "nodata": 0, "scale": 0.0001},
      {"data_type": "uint16", "nodata": 0, "scale": 0.0001}, {"data_type": "uint16", "nodata": 0, "scale": 0.0001}]}'::jsonb),
  ('visual', '{"title": "visual", "type": "image/tiff; application=geotiff", "roles": ["data", "visual"],
    "raster:bands": [
      {"data_type": "uint8", "nodata": 0}, {"data_type": "uint8", "nodata": 0}, {"data_type": "uint8", "nodata": 0}]}'),
  ('cloud', '{"title": "cloud", "type": "image/tiff; application=geotiff", "roles": ["cloud"],
    "raster:bands": [{"data_type": "uint8", "nodata": 0}]}'),
  ('preview', '{"title": "preview", "type": "image/png", "roles": ["overview"]}'),
  ('thumbnail', '{"title": "thumbnail", "type": "image/png", "roles": ["thumbnail"]}'),
  -- Of what is not made for analysis, bands are not told.
  ('analytic of l1a', '{"title": "analytic", "type": "image/tiff; application=geotiff", "roles": ["data"]}')
), told (position, collection, processing_level, keyword, product, keys, title, description) as (values
  (1, 'quickview-visual-thumb', null, 'browse', 'QUICKVIEW_VISUAL_THUMB', '{preview, thumbnail}'::text[],
    'QuickView browse images', 'One light browse item per capture, with a preview and a thumbnail.'),
  (2, 'quickview-visual', 'L1B', 'L1B', 'QUICKVIEW_VISUAL', '{visual, cloud, preview, thumbnail}',
    'QuickView visual', 'L1B, three bands of 8 bits stretched for viewing, not orthorectified.'),
  (3, 'quickview-toa', 'L1B', 'L1B', 'QUICKVIEW_TOA', '{analytic, cloud, preview, thumbnail}',
    'QuickView TOA', 'L1B, four bands of top-of-atmosphere reflectance, not orthorectified.'),
  (4, 'l1c', 'L1C', 'L1C', 'L1C', '{analytic, cloud, preview, thumbnail}',
    'L1C ortho ready', 'Four-band frames ready to be orthorectified.'),
  (5, 'l1d', 'L1D', 'L1D', 'L1D', '{analytic, visual, cloud, preview, thumbnail}',
    'L1D ortho', 'Orthorectified top-of-atmosphere reflectance, on a grid of 2 km.'),
  (6, 'l1d-sr', 'L1D_SR', 'L1D_SR', 'L1D_SR', '{analytic, visual, cloud, preview, thumbnail}',
    'L1D ortho, super-resolved', 'Orthorectified and super-resolved, on a grid of 2 km.'),
  (7, 'l0', 'L0', 'L0', 'L0', '{preview, thumbnail}',
    'L0 raw', 'Raw frames; where they lie on the ground is approximate.'),
  (8, 'l1a', 'L1A', 'L1A', 'L1A', '{analytic of l1a, preview, thumbnail}',
    'L1A raw corrected', 'Radiometrically corrected frames; where they lie on the ground is approximate.')
)
insert into archive_collections (position, collection, processing_level, title, description, content)
select position, collection, processing_level, title, description, jsonb_build_object(
  'license', 'proprietary',
  'keywords', jsonb_build_array('Earth observation', 'high resolution', 'multispectral', keyword),
  'providers', '[{"name": "Swath", "roles": ["processor", "host"]}]'::jsonb,
  'summaries', jsonb_build_object('instruments', '["ms"]'::jsonb, 'satl:product_name', jsonb_build_array(product)),
  'item_assets', (
    select jsonb_object_agg(replace(a.key, ' of l1a', ''), a.content) from assets a where a.key = any (told.keys)))
from told;

-- Every contract has this collection, so nobody needs to be given it, and sees no items in it but its own.
insert into archive_collections (position, collection, processing_level, title, description, content) values
  (9, 'delivered', null, 'Delivered orders', 'What the contract has ordered from the archive, one item per deliverable.',
    '{"license": "proprietary", "keywords": ["Earth observation", "orders"],
      "providers": [{"name": "Swath", "roles": ["processor", "host"]}]}');
