-- Orders for imagery that is in the archive, and what was delivered as STAC items of the customer's own.

-- The variants of a product from the archive differ in it; null where satellites and weather decide.
alter table contract_skus add column promised_delivery_hours integer check (promised_delivery_hours > 0);

-- The image of the archive that a capture is cut from; null where a satellite is to make one.
alter table captures add column source jsonb;

-- Every contract has this collection, so nobody needs to be given it, and sees no items in it but its own.
insert into archive_collections (position, collection, processing_level, title, description, content) values
  (9, 'delivered', null, 'Delivered orders', 'What the contract has ordered from the archive, one item per deliverable.',
    '{"license": "proprietary", "keywords": ["Earth observation", "orders"],
      "providers": [{"name": "Swath", "roles": ["processor", "host"]}]}');

drop policy tenant on archive_collections;
create policy tenant on archive_collections to swath_tenant
  using (collection = 'delivered' or collection = any (array(select v.collection from contract_collections v)));

drop policy tenant on archive_items;
create policy tenant on archive_items to swath_tenant
  using (collection = any (array(select v.collection from contract_collections v union all select 'delivered'))
    and (collection <> 'delivered' or order_contract_id = (select current_setting('swath.contract_id', true))));

-- The same, said once more for searches (see 0011_archive.sql). Two conditions that both hold, and not one or the
-- other: so the first still finds its range in an index.
create or replace view listed_archive_items as
select i.* from archive_items i
where i.collection = any (array(
    select v.collection from contract_collections v
    where v.contract_id = current_setting('swath.contract_id', true)
    union all select 'delivered'))
  and (i.collection <> 'delivered' or i.order_contract_id = current_setting('swath.contract_id', true));

-- The box of a collection is told to whoever sees it: of this one it would tell where others order.
create or replace function widen_collections() returns trigger language plpgsql as $$
begin
  update archive_collections c
  set west = least(c.west, n.west), south = least(c.south, n.south),
    east = greatest(c.east, n.east), north = greatest(c.north, n.north)
  from (
    select collection, min(st_xmin(geometry)) as west, min(st_ymin(geometry)) as south,
      max(st_xmax(geometry)) as east, max(st_ymax(geometry)) as north
    from written where collection <> 'delivered' group by collection
  ) as n
  where c.collection = n.collection
    and (n.west < c.west or n.south < c.south or n.east > c.east or n.north > c.north or c.west is null);
  return null;
end
$$;
