-- Made from a migrated database by `npm run docs`; do not edit.

create table archive_collections (
  collection text primary key,
  title text not null,
  description text not null,
  -- Null of collections of more than one level.
  processing_level text,
  position integer not null unique,
  -- The other fields of the STAC collection: providers, keywords, item_assets, summaries.
  content jsonb not null default '{}',
  -- The box around all items that the collection has had. It only grows, so that almost no insert has to change
  -- it, and two of them at once seldom wait for each other.
  west double precision,
  south double precision,
  east double precision,
  north double precision
);
alter table archive_collections enable row level security;
-- Every contract has the collection of what was delivered to it. The array is made once per query and not once
-- per row.
create policy tenant on archive_collections to swath_tenant
  using (collection = 'delivered' or (collection = any ((array(select v.collection from contract_collections v)))));
create policy system on archive_collections to swath_system using (true);
grant select on archive_collections to swath_tenant;
grant select, insert, update, delete on archive_collections to swath_system;

-- The collections that a contract may see. To see is not yet to be entitled to download: that needs an ARCLGD
-- SKU.
create table contract_collections (
  contract_id text not null references contracts,
  collection text not null references archive_collections,
  primary key (contract_id, collection)
);
alter table contract_collections enable row level security;
create policy tenant on contract_collections to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_collections to swath_system using (true);
grant select on contract_collections to swath_tenant;
grant select, insert, update, delete on contract_collections to swath_system;

create table archive_items (
  collection text not null references archive_collections,
  item_id text not null,
  -- The capture event that the item shows; all items of a capture have the same.
  outcome_id uuid not null,
  -- The contract that commissioned the capture; it is null of what was imported.
  order_contract_id text references contracts,
  geometry geometry(Geometry, 4326) not null,
  datetime timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  properties jsonb not null,
  -- The place of the bytes of each asset, by key: in the storage, or at an address elsewhere.
  assets jsonb not null,
  -- The STAC item as it is answered, so that a page of items is their texts joined.
  document text not null,
  -- This and the next columns are read from the row itself: the properties are often so long that they lie
  -- elsewhere.
  cloud_cover double precision generated always as (number_in(properties, 'eo:cloud_cover')) stored,
  off_nadir double precision generated always as (number_in(properties, 'view:off_nadir')) stored,
  sun_elevation double precision generated always as (number_in(properties, 'view:sun_elevation')) stored,
  gsd double precision generated always as (number_in(properties, 'gsd')) stored,
  platform text generated always as (text_in(properties, 'platform')) stored,
  grid_code text generated always as (text_in(properties, 'grid:code')) stored,
  -- The deliverable, if the item was made for an order. It is in the collection of its level as well, and only the
  -- contract that ordered it sees it.
  deliverable_id text references deliverables,
  primary key (collection, item_id)
);
-- A missing value comes last.
create index archive_items_by_cloud_cover
  on archive_items (coalesce(cloud_cover, 'Infinity'), collection collate "C", item_id collate "C");
create index archive_items_by_collection on archive_items (collection, datetime, item_id collate "C");
create index archive_items_by_grid_code on archive_items (grid_code);
create index archive_items_by_outcome on archive_items (outcome_id);
-- Filters compare it as text.
create index archive_items_by_outcome_text on archive_items ((outcome_id::text));
-- Most searches say where and when: by either alone, too many items would have to be looked at. The time is a
-- range, because GiST has no order for plain times.
create index archive_items_by_place on archive_items using gist (geometry, tstzrange(datetime, datetime, '[]'));
-- The keys of a page all go one way, so that the place after a key is one range of the index; texts are ordered
-- by their bytes.
create index archive_items_by_time on archive_items (datetime, collection collate "C", item_id collate "C");
create trigger widen_on_insert after insert on archive_items referencing new table as written
  for each statement execute function widen_collections();
create trigger widen_on_update after update on archive_items referencing new table as written
  for each statement execute function widen_collections();
alter table archive_items enable row level security;
create policy tenant on archive_items to swath_tenant
  using ((collection = any ((array(select v.collection from contract_collections v union all select 'delivered')))) and (deliverable_id is null or order_contract_id = (select current_setting('swath.contract_id', true))));
create policy system on archive_items to swath_system using (true);
grant select on archive_items to swath_tenant;
grant select, insert, update, delete on archive_items to swath_system;

-- Others than the archive read these columns of its collections.
create view archive_collection_facts with (security_invoker = true) as
select collection,
  position,
  title,
  description,
  content,
  west,
  south,
  east,
  north
from archive_collections;
grant select on archive_collection_facts to swath_tenant, swath_system;

-- Others than the archive read these columns of its items.
create view archive_item_facts with (security_invoker = true) as
select collection,
  item_id,
  datetime,
  document
from archive_items;
grant select on archive_item_facts to swath_tenant, swath_system;

-- Searches read it; it has no security barrier, for the reason that listed_orders gives. There are two
-- conditions that both hold, and not one or the other: so the first still finds its range in an index.
create view listed_archive_items as
select collection,
  item_id,
  outcome_id,
  order_contract_id,
  geometry,
  datetime,
  created_at,
  updated_at,
  properties,
  assets,
  document,
  cloud_cover,
  off_nadir,
  sun_elevation,
  gsd,
  platform,
  grid_code,
  deliverable_id
from archive_items i
where (collection = any ((array(select v.collection
           from contract_collections v
          where v.contract_id = current_setting('swath.contract_id', true)
        union all
         select 'delivered')))) and (deliverable_id is null or order_contract_id = current_setting('swath.contract_id', true));
grant select on listed_archive_items to swath_tenant;

-- A property of another type than expected is as good as missing: items are brought by others.
create function number_in(properties jsonb, name text) returns double precision
  language sql immutable parallel safe as
  $$ select case when jsonb_typeof(properties -> name) = 'number' then (properties -> name)::float8 end $$;

create function text_in(properties jsonb, name text) returns text language sql immutable parallel safe as
  $$ select case when jsonb_typeof(properties -> name) = 'string' then properties ->> name end $$;

-- The box of a collection is told to whoever sees it: it must not tell where others order.
create function widen_collections() returns trigger language plpgsql as $$
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
