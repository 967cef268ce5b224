-- Made from a migrated database by `npm run docs`; do not edit.

-- Captures of constellations that this server plans itself.
create table planned_captures (
  capture_id text primary key references captures,
  provider text not null,
  -- The capture as it was handed over.
  request jsonb not null,
  -- The pass that was reported. Null as long as it has none.
  view jsonb,
  -- When the image of that pass begins.
  start_at timestamptz,
  -- What is in the way of the best pass of a capture that has none.
  obstacle text,
  -- The captures that have what it needs.
  obstacle_ids text[] not null default '{}',
  asked_at timestamptz not null,
  -- Nobody wants it any more, or it has failed.
  withdrawn_at timestamptz,
  -- The pass of the newest plan, which is about to be reported. Null when that is done.
  planned jsonb
);
create index planned_captures_open on planned_captures (provider, start_at) where withdrawn_at is null;
alter table planned_captures enable row level security;
create policy system on planned_captures to swath_system using (true);
grant select, insert, update, delete on planned_captures to swath_system;

-- Constellations that this server plans itself, one process at a time.
create table planned_constellations (
  provider text primary key,
  -- Until then one process plans it. If that has died, another goes on afterwards. Null while nobody does.
  claimed_until timestamptz,
  -- Counts what has taken passes: who reserves one sees whether something was taken since it looked.
  revision bigint not null default 0
);
alter table planned_constellations enable row level security;
create policy system on planned_constellations to swath_system using (true);
grant select, insert, update, delete on planned_constellations to swath_system;

-- Passes of constellations that this server plans itself, which are kept for orders that name them.
create table reserved_passes (
  reservation_id text primary key,
  provider text not null,
  -- The pass as it is flown: it stays in every plan.
  view jsonb not null,
  priority_class text not null,
  -- When its image begins.
  start_at timestamptz not null,
  reserved_at timestamptz not null
);
create index reserved_passes_of_provider on reserved_passes (provider, start_at);
alter table reserved_passes enable row level security;
create policy system on reserved_passes to swath_system using (true);
grant select, insert, update, delete on reserved_passes to swath_system;
