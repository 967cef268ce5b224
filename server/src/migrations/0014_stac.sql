-- Searches of the archive: columns for what is filtered most, indexes in the order of pages, extents of collections.

-- Of another type than expected, a property is as good as missing: items are brought by others.
create function number_in(properties jsonb, name text) returns float8 language sql immutable parallel safe as
  $$ select case when jsonb_typeof(properties -> name) = 'number' then (properties -> name)::float8 end $$;
create function text_in(properties jsonb, name text) returns text language sql immutable parallel safe as
  $$ select case when jsonb_typeof(properties -> name) = 'string' then properties ->> name end $$;

-- Read from the row itself; the properties are often so long that they lie elsewhere.
alter table archive_items
  add column cloud_cover float8 generated always as (number_in(properties, 'eo:cloud_cover')) stored,
  add column off_nadir float8 generated always as (number_in(properties, 'view:off_nadir')) stored,
  add column sun_elevation float8 generated always as (number_in(properties, 'view:sun_elevation')) stored,
  add column gsd float8 generated always as (number_in(properties, 'gsd')) stored,
  add column platform text generated always as (text_in(properties, 'platform')) stored,
  add column grid_code text generated always as (text_in(properties, 'grid:code')) stored;

-- Page keys all go one way, so that the place after a key is one range of the index; texts by their bytes.
drop index archive_items_by_time, archive_items_by_collection;
create index archive_items_by_time on archive_items (datetime, collection collate "C", item_id collate "C");
create index archive_items_by_collection on archive_items
  (collection, datetime, item_id collate "C");
-- What is missing comes last.
create index archive_items_by_cloud_cover on archive_items
  ((coalesce(cloud_cover, 'infinity')), collection collate "C", item_id collate "C");
-- Most searches say where and when: by either alone, too many would have to be looked at. As a range, because GiST
-- has no order for plain times.
drop index archive_items_geometry;
create index archive_items_by_place on archive_items using gist (geometry, tstzrange(datetime, datetime, '[]'));
create index archive_items_by_grid_code on archive_items (grid_code);
-- Filters compare it as text.
create index archive_items_by_outcome_text on archive_items ((outcome_id::text));

-- Columns are named once when a view is made, so the new ones need saying.
create or replace view listed_archive_items as
select i.* from archive_items i
where i.collection = any (array(
  select v.collection from contract_collections v
  where v.contract_id = current_setting('swath.contract_id', true)));

-- Extents --------------------------------------------------------------------------------------------
--
-- The box around all items that a collection has had. It only grows, so that almost no insert has to change it,
-- and two of them at once seldom wait for each other. The times are the first and last entries of an index.

alter table archive_collections
  add column west float8, add column south float8, add column east float8, add column north float8;

create function widen_collections() returns trigger language plpgsql as $$
begin
  update archive_collections c
  set west = least(c.west, n.west), south = least(c.south, n.south),
    east = greatest(c.east, n.east), north = greatest(c.north, n.north)
  from (
    select collection, min(st_xmin(geometry)) as west, min(st_ymin(geometry)) as south,
      max(st_xmax(geometry)) as east, max(st_ymax(geometry)) as north
    from written group by collection
  ) as n
  where c.collection = n.collection
    and (n.west < c.west or n.south < c.south or n.east > c.east or n.north > c.north or c.west is null);
  return null;
end
$$;
create trigger widen_on_insert after insert on archive_items referencing new table as written
  for each statement execute function widen_collections();
create trigger widen_on_update after update on archive_items referencing new table as written
  for each statement execute function widen_collections();

update archive_collections c
set west = n.west, south = n.south, east = n.east, north = n.north
from (
  select collection, min(st_xmin(geometry)) as west, min(st_ymin(geometry)) as south,
    max(st_xmax(geometry)) as east, max(st_ymax(geometry)) as north
  from archive_items group by collection
) as n
where c.collection = n.collection;

-- What collections say of themselves -----------------------------------------------------------------

with assets (key, content) as (values
  ('analytic', '{"title": "analytic", "type": "image/tiff; application=geotiff", "roles": ["data"]}'::jsonb),
  ('visual', '{"title": "visual", "type": "image/tiff; application=geotiff", "roles": ["data", "visual"]}'),
  ('cloud', '{"title": "cloud", "type": "image/tiff; application=geotiff", "roles": ["cloud"]}'),
  ('preview', '{"title": "preview", "type": "image/png", "roles": ["overview"]}'),
  ('thumbnail', '{"title": "thumbnail", "type": "image/png", "roles": ["thumbnail"]}')
), told (collection, level, product, keys) as (values
  ('quickview-visual-thumb', 'browse', 'QUICKVIEW_VISUAL_THUMB', '{preview, thumbnail}'::text[]),
  ('quickview-visual', 'L1B', 'QUICKVIEW_VISUAL', '{visual, cloud, preview, thumbnail}'),
  ('quickview-toa', 'L1B', 'QUICKVIEW_TOA', '{analytic, cloud, preview, thumbnail}'),
  ('l1c', 'L1C', 'L1C', '{analytic, cloud, preview, thumbnail}'),
  ('l1d', 'L1D', 'L1D', '{analytic, visual, cloud, preview, thumbnail}'),
  ('l1d-sr', 'L1D_SR', 'L1D_SR', '{analytic, visual, cloud, preview, thumbnail}'),
  ('l0', 'L0', 'L0', '{preview, thumbnail}'),
  ('l1a', 'L1A', 'L1A', '{analytic, preview, thumbnail}')
)
update archive_collections c set content = jsonb_build_object(
  'license', 'proprietary',
  'keywords', jsonb_build_array('Earth observation', 'high resolution', 'multispectral', told.level),
  'providers', '[{"name": "Swath", "roles": ["processor", "host"]}]'::jsonb,
  'summaries', jsonb_build_object('instruments', '["ms"]'::jsonb, 'satl:product_name', jsonb_build_array(told.product)),
  'item_assets', (select jsonb_object_agg(a.key, a.content) from assets a where a.key = any (told.keys)))
from told where c.collection = told.collection;
