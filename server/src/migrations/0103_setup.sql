-- The set-up of customers is read as a whole, from what several nouns keep. It is for operators alone.
create view set_up_organisations with (security_invoker = true) as select organisation_id, name from organisations;
comment on view set_up_organisations is 'What the set-up says of customers.';
grant select on set_up_organisations to swath_system;

create view set_up_contracts with (security_invoker = true) as
select c.contract_id, c.organisation_id, c.name, c.currency, c.ends_at, c.suspension_reason, c.budget_at_limit,
  c.rejection_policy,
  case when b.name is not null then jsonb_build_object('name', b.name, 'address', b.address, 'tax_id', b.tax_id) end
    as billing,
  case when l.is_limited then l.granted_minor end as granted_minor,
  (select coalesce(jsonb_agg(jsonb_build_object('measure', q.measure, 'period', q.period, 'limit', q.limit_value,
      'sku', q.sku, 'at_limit', q.at_limit)), '[]')
    from contract_quotas q where q.contract_id = c.contract_id) as quotas
from contracts c left join billing_details b using (contract_id)
  left join balances l on l.contract_id = c.contract_id and l.currency = c.currency;
comment on view set_up_contracts is 'What the set-up says of contracts, but for their SKUs.';
grant select on set_up_contracts to swath_system;

create view sku_change_times with (security_invoker = true) as
select contract_id, sku, valid_from from contract_sku_changes
union select contract_id, sku, valid_from from contract_sku_prices;
comment on view sku_change_times is 'When the terms or the price of a SKU of a contract changed, or will.';
grant select on sku_change_times to swath_system;
