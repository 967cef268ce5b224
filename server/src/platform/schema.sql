-- Made from a migrated database by `npm run docs`; do not edit.

-- Milliseconds since 1970, up to which readers have been told that they know everything. It is a sequence,
-- because everybody sees its value at once.
create sequence told_until minvalue 0 start 0;
grant select on sequence told_until to swath_tenant;
grant select, update on sequence told_until to swath_system;

create table migrations (
  name text primary key,
  applied_at timestamptz not null default now()
);
grant select, insert on migrations to swath_system;

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
  -- The writing transaction; the feed serves events below the oldest running one.
  transaction_id xid8 not null default feed_id(pg_current_xact_id())
);
create index events_by_entity on events (entity_id, sequence);
create index events_by_order on events (order_id, sequence);
create index events_ending_stages on events (contract_id, coalesce(occurred_at, "time"))
  where type in ('OrderAccepted', 'OrderAnalysisFailed', 'CaptureAcquired', 'DeliverableReady', 'DeliverableDelivered');
-- Feed order is (transaction_id, sequence), and only events of transactions below the oldest running one are
-- served: nothing can appear in front of a reader's cursor any more, in whatever order transactions commit.
create index events_in_feed_order on events (contract_id, transaction_id, sequence);
create trigger events_announced after insert on events for each row execute function announce_event();
create trigger events_append_only before delete or update or truncate on events
  for each statement execute function refuse_change();
alter table events enable row level security;
create policy tenant on events to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on events to swath_system using (true);
grant select, insert on events to swath_tenant, swath_system;

-- What providers said, recorded before it was judged. A report may come before what it builds upon; it waits
-- then, and is judged when the entity that it is about comes to be. It is found by that entity.
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
create index reports_entity on reports (entity_id);
create trigger reports_append_only before delete or update or truncate on reports
  for each statement execute function refuse_change();
alter table reports enable row level security;
create policy tenant on reports to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on reports to swath_system using (true);
grant select, insert on reports to swath_tenant, swath_system;

-- Requests that were answered under an Idempotency-Key.
create table idempotent_answers (
  client_id text not null references credentials,
  contract_id text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  answered_at timestamptz not null,
  -- The body is encrypted; see platform/secrets.ts.
  is_encrypted boolean not null default false,
  primary key (client_id, contract_id, key)
);
create index idempotent_answers_by_age on idempotent_answers (answered_at);
grant select, insert, update, delete on idempotent_answers to swath_system;

-- Jobs that a fault of the server keeps from ever succeeding, until somebody has mended that and starts them
-- again. One that fails again, such as one that runs by the clock, is here once.
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
grant select, insert, update, delete on set_aside_jobs to swath_system;

-- Who presented a wrong secret, or a right one, and from where; all processes share it. It need not survive a
-- crash.
create unlogged table secret_uses (
  -- A digest of what is presented, for which credential, and from which address.
  place text primary key,
  -- When as much time has passed as its wrong ones take.
  forgiven_at timestamptz not null,
  -- The log has been told that no more are taken.
  is_told boolean not null default false,
  -- When a right one came last, to the hour.
  right_at timestamptz
);
create index secret_uses_by_age on secret_uses (forgiven_at);
grant select, insert, update, delete on secret_uses to swath_system;

-- Which key encrypts the secrets of this database, by its id (a digest): a process that has another does not
-- start.
create table encryption_key (
  is_only boolean primary key default true check (is_only),
  key_id text not null
);
grant select, insert, update on encryption_key to swath_system;

-- The edges of GeoJSON are straight in longitude and latitude, those of geography are geodesics: with a vertex
-- every few kilometres the two are the same.
create function geodesic_km2(shape geometry) returns double precision language sql immutable as $$
  select st_area(st_segmentize(shape, 0.05)::geography) / 1e6
$$;

create function rfc3339(at timestamptz) returns text language sql stable as
  $$select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')$$;

-- What happened stays as it was recorded.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

-- Every process that has a waiting reader is told at the commit.
create function announce_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_events', new.contract_id || ' ' || new.transaction_id::text);
  return null;
end
$$;

-- Transaction ids start anew when a dump is restored into another cluster, or when an embedded database moves to
-- a server. Restored events would lie in the future and stay hidden, so the feed counts on: its ids are those of
-- the cluster plus a constant, which resume_feed() raises when it has to. The constant is part of the function,
-- so that the planner sees an expression and a dump takes it along.
create function feed_id(id xid8) returns xid8 language sql immutable parallel safe as
  $$select (id::text::bigint + 0)::text::xid8$$;

-- This runs at each start. A snapshot sees no event at or above its own end, unless the event came from
-- elsewhere.
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
revoke execute on function resume_feed from public;

-- A change is dated neither before the first change of its transaction, nor before what readers were told by
-- then. A reader that asks for what changed since the time of its last look must not miss a change that was
-- dated before that look and committed after it. So every transaction publishes the date of its first change, as
-- a lock that others can see long before they see the change, and no reader is told a later time than that. One
-- case is left: a writer that takes its date before a reader has looked, and publishes it after. So readers say
-- beforehand how far they go, and writers look there after they have published, and move their date. Whichever
-- of the two comes first, the other sees it. Clocks need not agree.
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

-- Every change that a later statement cannot see is dated at this time or after it.
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

-- The lock that publishes a date; without a date it is the lock by which readers take turns.
create function date_lock(ms bigint) returns bigint language sql immutable as
  $$select (7761::bigint << 48) + ms$$;

create function to_ms(at timestamptz) returns bigint language sql immutable as
  $$select floor(extract(epoch from at) * 1000)::bigint$$;

create function from_ms(ms bigint) returns timestamptz language sql immutable as
  $$select timestamptz 'epoch' + ms * interval '1 millisecond'$$;
