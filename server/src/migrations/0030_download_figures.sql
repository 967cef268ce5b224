-- An order of downloads is closed from its first one on, and grows with each further item of the same capture. What
-- it tells are the figures of its deliverables; until now, those of the first.
create or replace function set_download_figures(ids text[]) returns void language sql as $$
  with figures as (
    select order_id, sum(amount_minor)::bigint as price_minor, max(delivered_at) as window_end,
      sum(case unit when 'km2' then quantity else geodesic_km2(footprint) end) as area_km2,
      -- The grid swallows the hairs that roundings leave between tiles; it is about a millimetre. One is as it came.
      case when count(*) > 1 and bool_and(st_dimension(footprint) = 2) then st_union(footprint, 1e-8) end as shown
    from deliverables where order_id = any(ids) and delivered_at is not null
    group by order_id),
  captured as (
    update captures c set target = shown, footprint = shown, frame = st_asgeojson(shown, 9)::jsonb
    from figures f where f.order_id = c.order_id and shown is not null)
  update orders o set price_minor = f.price_minor, area_km2 = f.area_km2, window_end = f.window_end,
    geometry = coalesce(shown, geometry),
    requested_geometry = coalesce(st_asgeojson(shown, 9)::jsonb, requested_geometry)
  from figures f where f.order_id = o.order_id
$$;

select set_download_figures(array(select order_id from orders where origin = 'archive'));

-- Documents are texts; as jsonb, their members come in another order, which means nothing.
update orders
set document = (told || jsonb_build_object('geometry', requested_geometry, 'properties', told -> 'properties'
  || jsonb_build_object('area_km2', area,
    'price', told #> '{properties,price}' || jsonb_build_object('quoted_minor', price_minor),
    'parameters', told #> '{properties,parameters}' || jsonb_build_object(
      'end', to_char(window_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
    'status_report', told #> '{properties,status_report}' || jsonb_build_object(
      'progress', told #> '{properties,status_report,progress}' || jsonb_build_object(
        'requested_km2', area, 'delivered_km2', delivered)))))::text
from (
  select order_id as id, document::jsonb as told, trim_scale(round(area_km2::numeric, 6)) as area,
    (select trim_scale(round(sum(geodesic_km2(target))::numeric, 6)) from captures c where c.order_id = o.order_id)
      as delivered
  from orders o where origin = 'archive' and document <> '') as old
where old.id = order_id;

update captures
set document = (document::jsonb || jsonb_build_object(
  'target', st_asgeojson(target, 9)::jsonb, 'footprint', st_asgeojson(footprint, 9)::jsonb))::text
where document <> '' and order_id in (
  select order_id from orders join deliverables using (order_id) where origin = 'archive'
  group by order_id having count(*) > 1);
