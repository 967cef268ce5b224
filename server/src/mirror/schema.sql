-- Made from a migrated database by `npm run docs`; do not edit.

-- An order of downloads is closed from its first one on, and grows with each further item of the same capture.
-- What it tells are the figures of its deliverables.
create function set_download_figures(ids text[]) returns void language sql as $$
  with figures as (
    select order_id, sum(amount_minor)::bigint as price_minor, max(delivered_at) as window_end,
      sum(geodesic_km2(footprint)) as area_km2, sum(st_area(footprint)) as planar,
      case when count(*) > 1 and bool_and(st_dimension(footprint) = 2) then st_union(footprint, 1e-8) end as shown
    from deliverables where order_id = any(ids) and delivered_at is not null
    group by order_id),
  captured as (
    update captures c set target = shown, footprint = shown, frame = st_asgeojson(shown, 9)::jsonb
    from figures f where f.order_id = c.order_id and shown is not null)
  update orders o set price_minor = f.price_minor, window_end = f.window_end, geometry = coalesce(shown, geometry),
    area_km2 = case when shown is null then o.area_km2 when st_area(shown) > 0.9999 * planar then f.area_km2
      else f.area_km2 * st_area(shown) / planar end,
    requested_geometry = coalesce(st_asgeojson(shown, 9)::jsonb, requested_geometry)
  from figures f where f.order_id = o.order_id
$$;
