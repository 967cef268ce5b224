-- A system that is mirrored may number its tasks as we do, and they keep their ids here, too: ours pass over those.
-- That two such systems begin at one number is unlikely all the same.
select setval('task_ids', 1000000000 + floor(random() * 1000)::bigint * 1000000) from task_ids
where last_value = 1000000000;

create function next_task_id() returns bigint language plpgsql volatile security definer
set search_path = public as $$
declare
  id bigint;
begin
  loop
    id := nextval('task_ids');
    exit when not exists (select from orders where task_id = id);
  end loop;
  return id;
end $$;
alter table orders alter column task_id set default next_task_id();

-- Whether an order of ours, or one that got a number of ours, is known by this id, in any contract.
drop function task_id_for(bigint);
create function is_own_task_id(id bigint) returns boolean language sql stable security definer
set search_path = public as $$
  select exists (select from orders where task_id = id and origin_id is distinct from id::text)
$$;
revoke execute on function next_task_id(), is_own_task_id(bigint) from public;
grant execute on function next_task_id(), is_own_task_id(bigint) to swath_tenant, swath_system;
