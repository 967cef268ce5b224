-- Which order gets a pass that several want, and what it is credited when it loses one. The class of the SKUs that are
-- there is what they are sold as; nobody has agreed on a compensation yet.
alter table contract_skus add priority_class text not null default 'standard'
  check (priority_class in ('urgent', 'priority', 'standard', 'flexible'));
alter table contract_skus add bump_compensation_pct double precision not null default 0
  check (bump_compensation_pct between 0 and 100);
comment on column contract_skus.priority_class is
  'Of two orders that want the same pass of a satellite, the one of the higher class gets it.';
comment on column contract_skus.bump_compensation_pct is
  'The share of its price that an image is credited, once, when an order of a higher class takes its pass.';

create function class_when_added(sku text) returns text language sql immutable as $$
  select case left(sku, 6) when 'TSKRRD' then 'urgent' when 'TSKRSH' then 'priority' when 'TSKNEI' then 'priority'
    else 'standard' end
$$;
update contract_skus set priority_class = class_when_added(sku) where class_when_added(sku) <> 'standard';
update contract_sku_changes
  set terms = terms || jsonb_build_object('priority_class', class_when_added(sku), 'bump_compensation_pct', 0);
update orders set
  terms = terms || jsonb_build_object('priority_class', class_when_added(sku), 'bump_compensation_pct', 0),
  document = case when document = '' then '' else
    jsonb_set(document::jsonb, '{properties,priority_class}', to_jsonb(class_when_added(sku)))::text end;
update quotes set terms = terms || jsonb_build_object(
  'priority_class', class_when_added(terms ->> 'sku'), 'bump_compensation_pct', 0);
drop function class_when_added;

create or replace view sku_terms with (security_invoker = true) as
select contract_id, sku, v1_product, unit, currency, footprint_width_km, footprint_length_km, min_area_km2, max_area_km2,
  max_strip_ratio, min_strip_km2, max_cloud_pct, max_off_nadir_deg, min_sun_elevation_deg, default_window_days,
  max_window_days, priority, promised_delivery_hours, processing_levels,
  coalesce(default_processing_levels, processing_levels) as default_processing_levels, cancellation_fees,
  min_quantity, overlap, levels, uplifts, is_offered, priority_class, bump_compensation_pct
from contract_skus join contracts using (contract_id);
