-- A SKU that is not offered any more stays, for the orders that have it.
alter table contract_skus add is_offered boolean not null default true;

create table contract_sku_changes (
  contract_id text not null,
  sku text not null,
  valid_from timestamptz not null,
  terms jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  primary key (contract_id, sku, valid_from),
  foreign key (contract_id, sku) references contract_skus
);
comment on table contract_sku_changes is
  'The terms of a SKU from a time on, all of them but the price; before the first of these they are those of contract_skus. Periods cannot overlap, because each ends where the next begins.';
alter table contract_sku_changes enable row level security;
create policy tenant on contract_sku_changes to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_sku_changes to swath_system using (true);
grant select on contract_sku_changes to swath_tenant;
grant select, insert, update on contract_sku_changes to swath_system;

create or replace view sku_terms with (security_invoker = true) as
select contract_id, sku, v1_product, unit, currency, footprint_width_km, footprint_length_km, min_area_km2, max_area_km2,
  max_strip_ratio, min_strip_km2, max_cloud_pct, max_off_nadir_deg, min_sun_elevation_deg, default_window_days,
  max_window_days, priority, promised_delivery_hours, processing_levels,
  coalesce(default_processing_levels, processing_levels) as default_processing_levels, cancellation_fees,
  min_quantity, overlap, levels, uplifts, is_offered
from contract_skus join contracts using (contract_id);
comment on view sku_terms is
  'What a contract says about its SKUs before the first change with a date; sku_terms_at() is what orders ask.';

create function sku_terms_at(contract text, at timestamptz) returns setof sku_terms language sql stable as $$
  select changed.* from sku_terms t
  left join lateral (select c.terms from contract_sku_changes c
    where c.contract_id = t.contract_id and c.sku = t.sku and c.valid_from <= at
    order by c.valid_from desc limit 1) latest on true,
  lateral jsonb_populate_record(t, coalesce(latest.terms, '{}')) changed
  where t.contract_id = contract
$$;
comment on function sku_terms_at is
  'The terms of the SKUs of a contract at a time, as orders keep them; the price is that of a time, too, see sku_price().';

create or replace view contract_standing with (security_invoker = true) as
select contract_id, suspended_at, suspension_reason, ends_at, currency from contracts;
