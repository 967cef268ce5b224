-- The event feed: its order, who is told of news, and the seals that make tampering visible.

-- Feed order is (transaction_id, sequence), and only events of transactions below the oldest running one are
-- served: nothing can appear in front of a reader's cursor any more, in whatever order transactions commit.
create index events_in_feed_order on events (contract_id, transaction_id, sequence);

-- Transaction ids start anew when a dump is restored into another cluster, or when an embedded database moves
-- to a server. Restored events would lie in the future and stay hidden, so the feed counts on: its ids are
-- those of the cluster plus a constant, which resume_feed() raises when it has to. The constant is part of
-- the function, so that the planner sees an expression and a dump takes it along.
create function feed_id(id xid8) returns xid8 language sql immutable parallel safe as
  'select (id::text::bigint + 0)::text::xid8';

alter table events alter transaction_id set default feed_id(pg_current_xact_id());

-- Runs at each start. A snapshot sees no event at or above its own end, unless the event came from elsewhere.
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
revoke execute on function resume_feed() from public;

-- Told at commit, to every process that has a waiting reader.
create function announce_event() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_events', new.contract_id || ' ' || new.transaction_id::text);
  return null;
end
$$;
create trigger events_announced after insert on events for each row execute function announce_event();

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
create trigger event_seals_append_only before update or delete or truncate on event_seals
  for each statement execute function refuse_change();

alter table event_seals enable row level security;
create policy tenant on event_seals to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on event_seals to swath_system using (true);
grant select on event_seals to swath_tenant;
grant select, insert on event_seals to swath_system;
