-- Made from a migrated database by `npm run docs`; do not edit.

-- Milliseconds since 1970, up to which readers have been told that they know everything. It is a sequence,
-- because everybody sees its value at once.
create sequence told_until minvalue 0 start 0;
grant select on sequence told_until to swath_tenant;
grant select, update on sequence told_until to swath_system;

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
