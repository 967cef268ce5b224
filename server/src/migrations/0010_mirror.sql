-- Imported tasks keep their ids; the next task of our own must not get one of them.

-- The margin is for tasks that take an id between the look and the leap: a sequence cannot be locked.
create function pass_task_ids(id bigint) returns void language sql security definer set search_path = public as $$
  select setval('task_ids', id + 1000) from task_ids where last_value < id
$$;
revoke execute on function pass_task_ids(bigint) from public;
grant execute on function pass_task_ids(bigint) to swath_tenant, swath_system;

-- Scenes name their capture by the id that it has elsewhere.
create index captures_by_origin_id on captures (contract_id, origin_id) where origin_id is not null;
