-- Made from a migrated database by `npm run docs`; do not edit.

create table contract_skus (
  contract_id text not null references contracts,
  sku text not null,
  unit text not null check (unit in ('km2', 'capture')),
  price_minor bigint not null check (price_minor >= 0),
  footprint_width_km double precision,
  footprint_length_km double precision,
  min_area_km2 double precision not null default 0,
  max_area_km2 double precision not null,
  max_cloud_pct double precision not null,
  max_off_nadir_deg double precision not null default 25,
  min_sun_elevation_deg double precision not null default 10,
  default_window_days integer not null,
  max_window_days integer not null,
  priority integer not null default 0,
  processing_levels text[] not null,
  -- Steps of {"hours_before", "fee_pct"}: from so many hours before the first collection on, a cancellation costs
  -- that share of the price. Without a step there is no fee.
  cancellation_fees jsonb not null default '[]',
  -- The product id of v1 that means this SKU. The contract decides: 169 may be standard or rush.
  v1_product integer,
  -- The variants of a product from the archive differ in it; it is null where satellites and weather decide.
  promised_delivery_hours integer check (promised_delivery_hours > 0),
  -- An order is billed as if it had this quantity at least.
  min_quantity double precision not null default 0 check (min_quantity >= 0),
  -- The ground on which strips overlap is counted once or for each strip.
  overlap text not null default 'once' check (overlap in ('once', 'each')),
  -- Each level of one capture costs, or only the first.
  levels text not null default 'each' check (levels in ('each', 'once')),
  -- [{"uplift", "pct"}] that an order may ask for.
  uplifts jsonb not null default '[]',
  -- The share of the sky that an area may take: the area of its strips to what is ordered, at most.
  max_strip_ratio double precision not null default 20 check (max_strip_ratio >= 1),
  -- Each strip is billed as so many square kilometres at least.
  min_strip_km2 double precision not null default 5 check (min_strip_km2 >= 0),
  -- The levels of an order that names none; null means all that the SKU has.
  default_processing_levels text[],
  is_offered boolean not null default true,
  -- Of two orders that want the same pass of a satellite, the one of the higher class gets it.
  priority_class text not null default 'standard'
    check (priority_class in ('urgent', 'priority', 'standard', 'flexible')),
  -- The share of its price that an image is credited, once, when an order of a higher class takes its pass.
  bump_compensation_pct double precision not null default 0
    check (bump_compensation_pct >= 0 and bump_compensation_pct <= 100),
  primary key (contract_id, sku),
  constraint default_levels_are_offered check (default_processing_levels <@ processing_levels and default_processing_levels <> '{}')
);
create unique index contract_skus_v1 on contract_skus (contract_id, v1_product);
alter table contract_skus enable row level security;
create policy tenant on contract_skus to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_skus to swath_system using (true);
grant select on contract_skus to swath_tenant;
grant select, insert, update on contract_skus to swath_system;

-- The price of a SKU from a time on; before the first of them it is contract_skus.price_minor. Periods cannot
-- overlap, because each ends where the next begins.
create table contract_sku_prices (
  contract_id text not null,
  sku text not null,
  valid_from timestamptz not null,
  price_minor bigint not null check (price_minor >= 0),
  created_by text not null,
  created_at timestamptz not null,
  primary key (contract_id, sku, valid_from),
  foreign key (contract_id, sku) references contract_skus
);
alter table contract_sku_prices enable row level security;
create policy tenant on contract_sku_prices to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_sku_prices to swath_system using (true);
grant select on contract_sku_prices to swath_tenant;
grant select, insert, update, delete on contract_sku_prices to swath_system;

-- The terms of a SKU from a time on, all of them but the price; before the first of these they are those of
-- contract_skus. Periods cannot overlap, because each ends where the next begins.
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
alter table contract_sku_changes enable row level security;
create policy tenant on contract_sku_changes to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on contract_sku_changes to swath_system using (true);
grant select on contract_sku_changes to swath_tenant;
grant select, insert, update on contract_sku_changes to swath_system;

-- Others than the catalogue read here which SKUs a contract has.
create view sku_facts with (security_invoker = true) as
select contract_id,
  sku
from contract_skus;
grant select on sku_facts to swath_tenant, swath_system;

-- The terms of the SKUs of contracts before the first change with a date; sku_terms_at() is what orders ask.
create view sku_terms with (security_invoker = true) as
select contract_skus.contract_id,
  contract_skus.sku,
  contract_skus.v1_product,
  contract_skus.unit,
  contracts.currency,
  contract_skus.footprint_width_km,
  contract_skus.footprint_length_km,
  contract_skus.min_area_km2,
  contract_skus.max_area_km2,
  contract_skus.max_strip_ratio,
  contract_skus.min_strip_km2,
  contract_skus.max_cloud_pct,
  contract_skus.max_off_nadir_deg,
  contract_skus.min_sun_elevation_deg,
  contract_skus.default_window_days,
  contract_skus.max_window_days,
  contract_skus.priority,
  contract_skus.promised_delivery_hours,
  contract_skus.processing_levels,
  coalesce(contract_skus.default_processing_levels, contract_skus.processing_levels) as default_processing_levels,
  contract_skus.cancellation_fees,
  contract_skus.min_quantity,
  contract_skus.overlap,
  contract_skus.levels,
  contract_skus.uplifts,
  contract_skus.is_offered,
  contract_skus.priority_class,
  contract_skus.bump_compensation_pct
from contract_skus
     join contracts using (contract_id);
grant select on sku_terms to swath_tenant, swath_system;

-- When the terms or the price of a SKU of a contract changed, or will.
create view sku_change_times with (security_invoker = true) as
select contract_sku_changes.contract_id,
  contract_sku_changes.sku,
  contract_sku_changes.valid_from
from contract_sku_changes
union
 select contract_sku_prices.contract_id,
  contract_sku_prices.sku,
  contract_sku_prices.valid_from
from contract_sku_prices;
grant select on sku_change_times to swath_system;

create function sku_price(contract text, wanted text, at timestamptz) returns bigint
  language sql stable as $$
  select coalesce(
    (select price_minor from contract_sku_prices
      where contract_id = contract and sku = wanted and valid_from <= at order by valid_from desc limit 1),
    (select price_minor from contract_skus where contract_id = contract and sku = wanted))
$$;

-- The terms of the SKUs of a contract at a time, as orders keep them; the price is that of a time, too, see
-- sku_price().
create function sku_terms_at(contract text, at timestamptz) returns setof sku_terms
  language sql stable as $$
  select changed.* from sku_terms t
  left join lateral (select c.terms from contract_sku_changes c
    where c.contract_id = t.contract_id and c.sku = t.sku and c.valid_from <= at
    order by c.valid_from desc limit 1) latest on true,
  lateral jsonb_populate_record(t, coalesce(latest.terms, '{}')) changed
  where t.contract_id = contract
$$;
