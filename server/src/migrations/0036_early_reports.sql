-- A report may come before what it builds upon; it waits then, and is judged when the entity that it is about comes
-- to be. It is found by that entity.

alter table reports drop constraint reports_result_check;
alter table reports add check (result in ('applied', 'waiting', 'ignored'));
create index reports_entity on reports (entity_id);
