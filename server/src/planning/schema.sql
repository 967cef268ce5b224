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
  withdrawn_at timestamptz
);
create index planned_captures_open on planned_captures (provider, start_at) where withdrawn_at is null;
alter table planned_captures enable row level security;
create policy system on planned_captures to swath_system using (true);
grant select, insert, update, delete on planned_captures to swath_system;

-- Constellations that this server plans itself, one process at a time.
create table planned_constellations (
  provider text primary key,
  -- Until then one process plans it. If that has died, another goes on afterwards.
  claimed_until timestamptz not null
);
alter table planned_constellations enable row level security;
create policy system on planned_constellations to swath_system using (true);
grant select, insert, update, delete on planned_constellations to swath_system;
