-- Months of statements are those of the time zone of the contract.
alter table contracts add column time_zone text not null default 'UTC';
comment on column contracts.time_zone is 'The months of its statements begin and end at midnight there.';

alter table billing_details add column reference text;
comment on column billing_details.reference is 'By which the customer finds statements, such as the number of its purchase order.';

alter table statements add column time_zone text not null default 'UTC';
alter table statements alter column time_zone drop default;
comment on column statements.time_zone is 'That of the month, as it was when the statement was closed.';
comment on column statements.period_start is
  'The first instant of the month; period_end is that of the next one, in the time zone of the statement.';

create or replace view listed_statements as
select s.statement_id, s.number, s.currency, s.period_start, s.period_end, s.closed_at, s.number as search_text,
  json_build_object('statement_id', s.statement_id, 'number', s.number, 'contract_id', s.contract_id,
    'currency', s.currency, 'period_start', rfc3339(s.period_start), 'period_end', rfc3339(s.period_end),
    'time_zone', s.time_zone, 'charges_minor', s.charges_minor, 'cancellation_fees_minor', s.cancellation_fees_minor,
    'credits_minor', s.credits_minor, 'total_minor', s.total_minor, 'line_count', s.line_count,
    'provider', s.provider, 'customer', jsonb_build_object('reference', null) || s.customer,
    'closed_at', rfc3339(s.closed_at))::text as document,
  s.xmin::text as row_version
from statements s
where s.contract_id = current_setting('swath.contract_id', true);

create or replace view set_up_contracts with (security_invoker = true) as
select c.contract_id, c.organisation_id, c.name, c.currency, c.ends_at, c.suspension_reason, c.budget_at_limit,
  c.rejection_policy,
  case when b.name is not null then jsonb_build_object('name', b.name, 'address', b.address, 'tax_id', b.tax_id,
    'reference', b.reference) end as billing,
  case when l.is_limited then l.granted_minor end as granted_minor,
  (select coalesce(jsonb_agg(jsonb_build_object('measure', q.measure, 'period', q.period, 'limit', q.limit_value,
      'sku', q.sku, 'at_limit', q.at_limit)), '[]')
    from contract_quotas q where q.contract_id = c.contract_id) as quotas,
  c.time_zone
from contracts c left join billing_details b using (contract_id)
  left join balances l on l.contract_id = c.contract_id and l.currency = c.currency;
