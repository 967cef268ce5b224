-- A set-up has providers and which orders go to them, but not their secrets.
create view set_up_providers with (security_invoker = true) as
select name, title, kind, settings, is_enabled, rank, is_shown, reroute_after_s,
  (select coalesce(jsonb_agg(jsonb_build_object('sku', s.sku, 'rank', s.rank, 'region', s.region,
      'priority_classes', s.priority_classes, 'share_pct', s.share_pct, 'highest_price',
      case when s.highest_price_minor is not null then
        jsonb_build_object('amount_minor', s.highest_price_minor, 'currency', s.highest_price_currency) end)
    order by s.sku), '[]')
    from provider_skus s where s.provider = p.name) as skus
from providers p;
comment on view set_up_providers is 'What the set-up says of providers.';
grant select on set_up_providers to swath_system;
