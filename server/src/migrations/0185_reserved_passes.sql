-- Orders name passes of constellations that Swath plans.
create table reserved_passes (
  reservation_id text primary key,
  provider text not null,
  view jsonb not null,
  priority_class text not null,
  start_at timestamptz not null,
  reserved_at timestamptz not null
);
comment on table reserved_passes is
  'Passes of constellations that this server plans itself, which are kept for orders that name them.';
comment on column reserved_passes.view is 'The pass as it is flown: it stays in every plan.';
comment on column reserved_passes.start_at is 'When its image begins.';
create index reserved_passes_of_provider on reserved_passes (provider, start_at);
grant select, insert, update, delete on reserved_passes to swath_system;
alter table reserved_passes enable row level security;
create policy system on reserved_passes to swath_system using (true);

alter table planned_captures add column planned jsonb;
comment on column planned_captures.planned is
  'The pass of the newest plan, which is about to be reported. Null when that is done.';

alter table planned_constellations
  add column revision bigint not null default 0,
  alter column claimed_until drop not null;
comment on table planned_constellations is
  'Constellations that this server plans itself, one process at a time.';
comment on column planned_constellations.claimed_until is
  'Until then one process plans it. If that has died, another goes on afterwards. Null while nobody does.';
comment on column planned_constellations.revision is
  'Counts what has taken passes: who reserves one sees whether something was taken since it looked.';
