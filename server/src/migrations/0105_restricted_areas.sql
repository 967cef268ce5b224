-- Areas in which not everybody may order.
create table restricted_areas (
  area_id text primary key,
  name text not null unique,
  reason text not null,
  rule text not null check (rule in ('refuse', 'approval')),
  except_organisation_ids text[] not null default '{}',
  given_geometry jsonb not null,
  geometry geometry(Geometry, 4326) not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table restricted_areas is
  'Areas in which orders are refused, or wait for the order desk. They are of no customer.';
comment on column restricted_areas.reason is 'Whoever orders there is told it.';
comment on column restricted_areas.except_organisation_ids is 'The customers who may order there as everywhere.';
comment on column restricted_areas.given_geometry is 'As the operator wrote it; geometry is cut at the antimeridian.';
create index restricted_areas_by_place on restricted_areas using gist (geometry);
grant select on restricted_areas to swath_tenant;
grant select, insert, update, delete on restricted_areas to swath_system;

create function restrictions_on(contract text, wanted geometry) returns table
  (name text, reason text, rule text, west float8, south float8, east float8, north float8)
  language sql stable as $$
  select a.name, a.reason, a.rule, st_xmin(part), st_ymin(part), st_xmax(part), st_ymax(part)
  from restricted_areas a, lateral st_intersection(a.geometry, wanted) part
  where st_intersects(a.geometry, wanted) and not st_touches(a.geometry, wanted)
    and not exists (select from contracts c
      where c.contract_id = contract and c.organisation_id = any(a.except_organisation_ids))
  order by a.rule desc, a.name
$$;
comment on function restrictions_on is
  'The restricted areas that a geometry reaches into and that hold for a contract, those that refuse first, and the box round what lies in each.';

create view set_up_areas with (security_invoker = true) as
select area_id, name, reason, rule, except_organisation_ids, given_geometry as geometry from restricted_areas;
comment on view set_up_areas is 'What the set-up says of restricted areas.';
grant select on set_up_areas to swath_system;
