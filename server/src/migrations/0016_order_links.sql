-- Items that were stored before items said how a part of them is ordered, and how their pictures are shown, say so now
-- (archive/document.ts). Documents are texts; as jsonb, their members come in another order, which means nothing.

update archive_items i
set document = (told.document || jsonb_build_object(
  'properties', told.document -> 'properties' || '{"order:status": "orderable"}',
  'stac_extensions', (told.document -> 'stac_extensions') - told.extension || jsonb_build_array(told.extension),
  'links', told.document -> 'links' || jsonb_build_array(jsonb_build_object(
    'rel', 'order', 'type', 'application/json', 'href', 'swath-link:/v2/orders/', 'method', 'POST',
    'title', 'Order a part of this image',
    'body', jsonb_build_object(
      'type', 'Feature', 'geometry', told.document -> 'geometry',
      'properties', jsonb_build_object(
        'order_name', i.item_id, 'sku', 'ARCIMG-M.NN.NN',
        'parameters', jsonb_strip_nulls(jsonb_build_object(
          'outcome_id', i.outcome_id, 'processing_level', c.processing_level))))))))::text
from archive_collections c, archive_items o, lateral (
  select o.document::jsonb as document, 'https://stac-extensions.github.io/order/v1.1.0/schema.json' as extension) as told
where c.collection = i.collection and o.collection = i.collection and o.item_id = i.item_id
  and i.collection not in ('l0', 'l1a', 'delivered') and st_geometrytype(i.geometry) <> 'ST_Point'
  and coalesce(i.properties ->> 'order:status', 'orderable') = 'orderable'
  and not (told.document -> 'links') @> '[{"rel": "order"}]';

update archive_items
set document = regexp_replace(document, '"swath-link:/v2/deliverables/([^/"]+)/files/(preview|thumbnail)"',
  '"swath-link:/assets/delivered/\1/\2"', 'g')
where collection = 'delivered';
