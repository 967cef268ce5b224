-- Made from a migrated database by `npm run docs`; do not edit.

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

-- The reports of providers, recorded before they are judged. A report may come before what it builds upon; it
-- waits then, and is judged when the entity that it is about comes to be. It is found by that entity.
create table reports (
  -- The credential that reported, or the provider for which a part of this server spoke.
  provider text not null,
  report_id text not null,
  contract_id text not null references contracts,
  entity_id text not null,
  body jsonb not null,
  result text not null check (result in ('applied', 'waiting', 'ignored')),
  detail text not null,
  received_at timestamptz not null,
  -- As events name whoever reported, which customers read. It is null of reports that came before it was kept.
  actor text,
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

-- A record of the past stays as it was written.
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
