-- Made from a migrated database by `npm run docs`; do not edit.

-- Areas in which orders are refused, or wait for the order desk. They are of no customer.
create table restricted_areas (
  area_id text primary key,
  name text not null unique,
  -- Whoever orders there is told it.
  reason text not null,
  rule text not null check (rule in ('refuse', 'approval')),
  -- The customers who may order there as everywhere.
  except_organisation_ids text[] not null default '{}',
  -- As the operator wrote it; geometry is cut at the antimeridian.
  given_geometry jsonb not null,
  geometry geometry(Geometry, 4326) not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index restricted_areas_by_place on restricted_areas using gist (geometry);
grant select on restricted_areas to swath_tenant;
grant select, insert, update, delete on restricted_areas to swath_system;

-- The restricted areas that a geometry reaches into and that hold for a contract, those that refuse first, and
-- the box round what lies in each.
create function restrictions_on(contract text, wanted geometry)
  returns table(name text, reason text, rule text, west double precision, south double precision, east double precision, north double precision)
  language sql stable as $$
  select a.name, a.reason, a.rule, st_xmin(part), st_ymin(part), st_xmax(part), st_ymax(part)
  from restricted_areas a, lateral st_intersection(a.geometry, wanted) part
  where st_intersects(a.geometry, wanted) and not st_touches(a.geometry, wanted)
    and not exists (select from contracts c
      where c.contract_id = contract and c.organisation_id = any(a.except_organisation_ids))
  order by a.rule desc, a.name
$$;
