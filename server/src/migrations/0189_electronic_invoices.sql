-- A statement can be told as an electronic invoice, for which more has to be known of the customer than is on paper.
alter table billing_details add column invoicing jsonb;
comment on column billing_details.invoicing is
  'Of electronic invoices: the country, the identifier in Peppol, the tax and the days in which it is paid.';

create or replace view listed_statements as
select s.statement_id, s.number, s.currency, s.period_start, s.period_end, s.closed_at, s.number as search_text,
  json_build_object('statement_id', s.statement_id, 'number', s.number,
    'kind', case when s.total_minor < 0 then 'credit_note' else 'statement' end, 'contract_id', s.contract_id,
    'currency', s.currency, 'period_start', rfc3339(s.period_start), 'period_end', rfc3339(s.period_end),
    'time_zone', s.time_zone, 'charges_minor', s.charges_minor, 'cancellation_fees_minor', s.cancellation_fees_minor,
    'credits_minor', s.credits_minor, 'total_minor', s.total_minor, 'tax_minor', t.tax_minor,
    'payable_minor', s.total_minor + t.tax_minor, 'line_count', s.line_count,
    'provider', jsonb_build_object('country', null, 'peppol_id', null) || s.provider,
    'customer', jsonb_build_object('reference', null) || s.customer || jsonb_build_object('invoicing', i.invoicing),
    'closed_at', rfc3339(s.closed_at))::text as document,
  s.xmin::text || coalesce('-' || b.xmin::text, '') as row_version
from statements s left join billing_details b on b.contract_id = s.contract_id
  cross join lateral (select coalesce(s.customer -> 'invoicing', b.invoicing) as invoicing) i
  cross join lateral (
    select round(s.total_minor * (i.invoicing #>> '{tax,percent}')::numeric / 100)::bigint as tax_minor) t
where s.contract_id = current_setting('swath.contract_id', true);

create or replace view set_up_contracts with (security_invoker = true) as
select c.contract_id, c.organisation_id, c.name, c.currency, c.ends_at, c.suspension_reason, c.budget_at_limit,
  c.rejection_policy,
  case when b.name is not null then jsonb_build_object('name', b.name, 'address', b.address, 'tax_id', b.tax_id,
    'reference', b.reference, 'invoicing', b.invoicing) end as billing,
  case when l.is_limited then l.granted_minor end as granted_minor,
  (select coalesce(jsonb_agg(jsonb_build_object('measure', q.measure, 'period', q.period, 'limit', q.limit_value,
      'sku', q.sku, 'at_limit', q.at_limit)), '[]')
    from contract_quotas q where q.contract_id = c.contract_id) as quotas,
  c.time_zone
from contracts c left join billing_details b using (contract_id)
  left join balances l on l.contract_id = c.contract_id and l.currency = c.currency;
