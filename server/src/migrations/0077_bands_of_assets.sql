-- Collections say of their assets what bands they have: programs size their arrays by it before they open a file.
update archive_collections c
set content = jsonb_set(c.content, '{item_assets}', told.assets)
from (
  select collection, jsonb_object_agg(asset.key, asset.value || case asset.key
    when 'analytic' then jsonb_build_object('raster:bands', (
      select jsonb_agg('{"data_type": "uint16", "nodata": 0, "scale": 0.0001}'::jsonb) from generate_series(1, 4)))
    when 'visual' then jsonb_build_object('raster:bands', (
      select jsonb_agg('{"data_type": "uint8", "nodata": 0}'::jsonb) from generate_series(1, 3)))
    when 'cloud' then '{"raster:bands": [{"data_type": "uint8", "nodata": 0}]}'
    else '{}' end) as assets
  from archive_collections, jsonb_each(content -> 'item_assets') as asset
  where collection in ('quickview-visual', 'quickview-toa', 'l1c', 'l1d', 'l1d-sr') group by collection) as told
where c.collection = told.collection;
