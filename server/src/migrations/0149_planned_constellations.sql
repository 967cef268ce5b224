-- Two processes that plan the same constellation at once would report passes that the other does not know.
create table planned_constellations (
  provider text primary key,
  claimed_until timestamptz not null
);
comment on table planned_constellations is 'Constellations that this server plans itself, one process at a time.';
comment on column planned_constellations.claimed_until is
  'Until then one process plans it. If that has died, another goes on afterwards.';
grant select, insert, update, delete on planned_constellations to swath_system;
alter table planned_constellations enable row level security;
create policy system on planned_constellations to swath_system using (true);
