-- The areas that customers keep.
create table areas (
  area_id text primary key,
  contract_id text not null references contracts,
  project_id text not null references projects,
  name text not null,
  given_geometry jsonb not null,
  geometry geometry(Geometry, 4326) not null,
  area_km2 double precision not null,
  positions integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (project_id, name)
);
comment on table areas is 'Areas that a contract keeps by name, so that it can order them again.';
comment on column areas.given_geometry is 'As the customer wrote it; geometry is cut at the antimeridian.';
comment on column areas.positions is 'All areas of a contract together may have so many, which bounds a list of them.';
create index areas_by_contract on areas (contract_id, name);
create index areas_by_place on areas using gist (geometry);
create trigger areas_date before insert or update of updated_at on areas
  for each row execute function date_change();
alter table areas enable row level security;
create policy tenant on areas to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on areas to swath_system using (true);
grant select, insert, delete on areas to swath_tenant;
grant update (project_id, name, given_geometry, geometry, area_km2, positions, updated_at) on areas to swath_tenant;
grant select on areas to swath_system;

create view area_facts with (security_invoker = true) as
select area_id, contract_id, project_id from areas;
comment on view area_facts is 'Others than the areas themselves read these columns of them.';
grant select on area_facts to swath_tenant, swath_system;

create view listed_areas as
select a.area_id, a.name as area_name, a.project_id, p.name as project_name, a.geometry, a.created_at, a.updated_at,
  concat_ws(' ', a.name, p.name) as search_text,
  jsonb_build_object('area_id', a.area_id, 'area_name', a.name, 'project_id', a.project_id, 'project_name', p.name,
    'contract_id', a.contract_id, 'geometry', a.given_geometry, 'area_km2', a.area_km2,
    'created_at', rfc3339(a.created_at), 'updated_at', rfc3339(a.updated_at))::text as document,
  concat(a.xmin, ' ', p.name) as row_version
from areas a join projects p using (project_id)
where a.contract_id = current_setting('swath.contract_id', true);
grant select on listed_areas to swath_tenant;
