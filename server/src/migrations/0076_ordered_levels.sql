-- What was made for an order is in the collection of its level as well, and only the contract that ordered it sees it.
alter table archive_items add column deliverable_id text references deliverables;
update archive_items set deliverable_id = item_id where collection = 'delivered';

drop policy tenant on archive_items;
create policy tenant on archive_items to swath_tenant
  using (collection = any (array(select v.collection from contract_collections v union all select 'delivered'))
    and (deliverable_id is null or order_contract_id = (select current_setting('swath.contract_id', true))));

create or replace view listed_archive_items as
select i.* from archive_items i
where i.collection = any (array(
    select v.collection from contract_collections v
    where v.contract_id = current_setting('swath.contract_id', true)
    union all select 'delivered'))
  and (i.deliverable_id is null or i.order_contract_id = current_setting('swath.contract_id', true));

-- The box of a collection is told to whoever sees it: it must not tell where others order.
create or replace function widen_collections() returns trigger language plpgsql as $$
begin
  update archive_collections c
  set west = least(c.west, n.west), south = least(c.south, n.south),
    east = greatest(c.east, n.east), north = greatest(c.north, n.north)
  from (
    select collection, min(st_xmin(geometry)) as west, min(st_ymin(geometry)) as south,
      max(st_xmax(geometry)) as east, max(st_ymax(geometry)) as north
    from written where deliverable_id is null group by collection
  ) as n
  where c.collection = n.collection
    and (n.west < c.west or n.south < c.south or n.east > c.east or n.north > c.north or c.west is null);
  return null;
end
$$;
