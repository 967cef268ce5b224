-- Tasks of ours are numbered far away from those of other systems, which keep their ids.
select setval('task_ids', 1000000000) from task_ids where last_value < 1000000000;
drop function pass_task_ids(bigint);

-- The id under which a task from elsewhere is known here: its own, but where that is, or may become, one of ours.
-- The latter may be in any contract.
create function task_id_for(id bigint) returns bigint language sql volatile security definer
set search_path = public as $$
  select case
    when id >= 1000000000 or exists (select from orders where task_id = id and origin in ('swath', 'archive'))
    then nextval('task_ids') else id end
$$;
revoke execute on function task_id_for(bigint) from public;
grant execute on function task_id_for(bigint) to swath_tenant, swath_system;

-- An id of an order begins with a zero, so that it is none of a task, which share a path.
create or replace function next_order_id() returns text language sql volatile as $$
  select lpad(id::text, greatest(6, length(id::text) + 1), '0') from nextval('order_ids') as id
$$;
