-- Made from a migrated database by `npm run docs`; do not edit.

create table migrations (
  name text primary key,
  applied_at timestamptz not null default now()
);
grant select, insert on migrations to swath_system;

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

create function to_ms(at timestamptz) returns bigint language sql immutable as
  $$select floor(extract(epoch from at) * 1000)::bigint$$;

create function from_ms(ms bigint) returns timestamptz language sql immutable as
  $$select timestamptz 'epoch' + ms * interval '1 millisecond'$$;
