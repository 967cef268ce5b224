-- A constellation without a mission planning of its own is planned by Swath.
create table planned_captures (
  capture_id text primary key references captures (capture_id),
  provider text not null,
  request jsonb not null,
  view jsonb,
  start_at timestamptz,
  obstacle text,
  obstacle_ids text[] not null default '{}',
  asked_at timestamptz not null,
  withdrawn_at timestamptz
);
comment on table planned_captures is 'Captures of constellations that this server plans itself.';
comment on column planned_captures.request is 'The capture as it was handed over.';
comment on column planned_captures.view is 'The pass that was reported. Null as long as it has none.';
comment on column planned_captures.start_at is 'When the image of that pass begins.';
comment on column planned_captures.obstacle is 'What is in the way of the best pass of a capture that has none.';
comment on column planned_captures.obstacle_ids is 'The captures that have what it needs.';
comment on column planned_captures.withdrawn_at is 'Nobody wants it any more, or it has failed.';
create index planned_captures_open on planned_captures (provider, start_at) where withdrawn_at is null;
grant select, insert, update, delete on planned_captures to swath_system;
alter table planned_captures enable row level security;
create policy system on planned_captures to swath_system using (true);
