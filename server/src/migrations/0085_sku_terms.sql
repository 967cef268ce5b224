-- What a contract says about its SKUs, as orders keep it; the price is that of a time, see sku_price().
create view sku_terms with (security_invoker = true) as
select contract_id, sku, v1_product, unit, currency, footprint_width_km, footprint_length_km, min_area_km2, max_area_km2,
  max_strip_ratio, min_strip_km2, max_cloud_pct, max_off_nadir_deg, min_sun_elevation_deg, default_window_days,
  max_window_days, priority, promised_delivery_hours, processing_levels,
  coalesce(default_processing_levels, processing_levels) as default_processing_levels, cancellation_fees,
  min_quantity, overlap, levels, uplifts
from contract_skus join contracts using (contract_id);
grant select on sku_terms to swath_tenant, swath_system;

-- The area of an order of downloads is the ground that it shows, however its terms count it. The grid swallows the hairs
-- that roundings leave between tiles; it is about a millimetre. One item is as it came.
create or replace function set_download_figures(ids text[]) returns void language sql as $$
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
