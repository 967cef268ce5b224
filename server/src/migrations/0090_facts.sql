-- What others may know of a table, its owner says in a view. It is read with the rights of whoever asks, so that row-level
-- security shows the same rows as before.
create view project_facts with (security_invoker = true) as select project_id, contract_id, name from projects;
comment on view project_facts is 'What others than the projects themselves may know of them.';
grant select on project_facts to swath_tenant, swath_system;

create view file_facts with (security_invoker = true) as
select deliverable_id, contract_id, position, key, file_name, media_type, roles, size_bytes, sha256, storage_key
from files;
comment on view file_facts is 'What others than the deliverables may know of their files.';
grant select on file_facts to swath_tenant, swath_system;
