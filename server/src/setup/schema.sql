-- Made from a migrated database by `npm run docs`; do not edit.

-- What the set-up says of customers.
create view set_up_organisations with (security_invoker = true) as
select organisation_id,
  name
from organisations;
grant select on set_up_organisations to swath_system;

-- What the set-up says of contracts, but for their SKUs.
create view set_up_contracts with (security_invoker = true) as
select c.contract_id,
  c.organisation_id,
  c.name,
  c.currency,
  c.ends_at,
  c.suspension_reason,
  c.budget_at_limit,
  c.rejection_policy,
        case
            when b.name is not null then jsonb_build_object('name', b.name, 'address', b.address, 'tax_id', b.tax_id, 'reference', b.reference, 'invoicing', b.invoicing)
            else null::jsonb
        end as billing,
        case
            when l.is_limited then l.granted_minor
            else null::bigint
        end as granted_minor,
  (select coalesce(jsonb_agg(jsonb_build_object('measure', q.measure, 'period', q.period, 'limit', q.limit_value, 'sku', q.sku, 'at_limit', q.at_limit)), '[]'::jsonb) as "coalesce"
           from contract_quotas q
          where q.contract_id = c.contract_id) as quotas,
  c.time_zone
from contracts c
     left join billing_details b using (contract_id)
     left join balances l on l.contract_id = c.contract_id and l.currency = c.currency;
grant select on set_up_contracts to swath_system;

-- What the set-up says of restricted areas.
create view set_up_areas with (security_invoker = true) as
select area_id,
  name,
  reason,
  rule,
  except_organisation_ids,
  given_geometry as geometry
from restricted_areas;
grant select on set_up_areas to swath_system;

-- What the set-up says of providers.
create view set_up_providers with (security_invoker = true) as
select name,
  title,
  kind,
  settings,
  is_enabled,
  rank,
  is_shown,
  reroute_after_s,
  (select coalesce(jsonb_agg(jsonb_build_object('sku', s.sku, 'rank', s.rank, 'region', s.region, 'priority_classes', s.priority_classes, 'share_pct', s.share_pct, 'highest_price',
                case
                    when s.highest_price_minor is not null then jsonb_build_object('amount_minor', s.highest_price_minor, 'currency', s.highest_price_currency)
                    else null::jsonb
                end) order by s.sku), '[]'::jsonb) as "coalesce"
           from provider_skus s
          where s.provider = p.name) as skus
from providers p;
grant select on set_up_providers to swath_system;
