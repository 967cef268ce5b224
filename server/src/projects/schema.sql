-- Made from a migrated database by `npm run docs`; do not edit.

create table projects (
  project_id text primary key,
  contract_id text not null references contracts,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (contract_id, name)
);
create trigger projects_date before insert or update of updated_at on projects
  for each row execute function date_change();
alter table projects enable row level security;
create policy tenant on projects to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on projects to swath_system using (true);
grant select, insert, delete on projects to swath_tenant;
grant update (name, updated_at) on projects to swath_tenant;
grant select, insert, update on projects to swath_system;

-- Others than the projects themselves read these columns of them.
create view project_facts with (security_invoker = true) as
select project_id,
  contract_id,
  name
from projects;
grant select on project_facts to swath_tenant, swath_system;

create view listed_projects as
select project_id,
  name as project_name,
  created_at,
  updated_at,
  name as search_text,
  jsonb_build_object('project_id', project_id, 'project_name', name, 'contract_id', contract_id, 'created_at', rfc3339(created_at), 'updated_at', rfc3339(updated_at))::text as document,
  xmin::text as row_version
from projects p
where contract_id = current_setting('swath.contract_id', true);
grant select on listed_projects to swath_tenant;
