-- Made from a migrated database by `npm run docs`; do not edit.

-- Whom a statement is addressed to; the name of the contract where there is no name here.
create table billing_details (
  contract_id text primary key references contracts,
  customer_number bigint generated always as identity unique,
  name text,
  address text[] not null default '{}',
  tax_id text,
  updated_at timestamptz not null,
  -- By which the customer finds statements, such as the number of its purchase order.
  reference text,
  -- Of electronic invoices: the country, the identifier in Peppol, the tax and the days in which it is paid.
  invoicing jsonb
);
alter table billing_details enable row level security;
create policy tenant on billing_details to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on billing_details to swath_system using (true);
grant select on billing_details to swath_tenant;
grant select, insert, update on billing_details to swath_system;

-- The amounts that were booked as consumed in a month. A statement never changes once it is closed.
create table statements (
  statement_id text primary key,
  contract_id text not null references contracts,
  currency text not null,
  -- The number among all statements of the contract, from 1 on without gaps.
  sequence integer not null,
  number text not null unique,
  -- The first instant of the month; period_end is that of the next one, in the time zone of the statement.
  period_start timestamptz not null,
  period_end timestamptz not null,
  charges_minor bigint not null,
  cancellation_fees_minor bigint not null,
  -- Refunds and re-ratings, below zero where they give money back.
  credits_minor bigint not null,
  total_minor bigint not null,
  line_count integer not null,
  -- Provider and customer are as they were named when it was closed.
  provider jsonb not null,
  customer jsonb not null,
  closed_at timestamptz not null,
  -- Lines come in the same transaction or never.
  transaction_id xid8 not null default pg_current_xact_id(),
  -- That of the month, as it was when the statement was closed.
  time_zone text not null,
  unique (contract_id, currency, period_start),
  unique (contract_id, sequence),
  check (total_minor = (charges_minor + cancellation_fees_minor + credits_minor))
);
create trigger statements_append_only before delete or update or truncate on statements
  for each statement execute function refuse_change();
alter table statements enable row level security;
create policy tenant on statements to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on statements to swath_system using (true);
grant select on statements to swath_tenant;
grant select, insert on statements to swath_system;

-- Each entry that the ledger books as consumed is on one statement, once.
create table statement_lines (
  statement_id text not null references statements,
  contract_id text not null references contracts,
  position integer not null,
  entry_id text not null unique references ledger_entries,
  transaction_id text not null,
  kind text not null,
  booked_at timestamptz not null,
  amount_minor bigint not null,
  order_id text references orders,
  order_name text,
  sku text,
  project_name text,
  deliverable_id text references deliverables,
  processing_level text,
  quantity numeric,
  unit text,
  price_minor bigint,
  -- The event that caused it; the message is what was said about it.
  event_id text,
  message text,
  -- The statement that has the charge which the line corrects, if it is an earlier one.
  corrects_number text,
  primary key (statement_id, position)
);
create index statement_lines_by_deliverable on statement_lines (deliverable_id) where kind = 'charge';
create trigger statement_lines_append_only before delete or update or truncate on statement_lines
  for each statement execute function refuse_change();
create trigger statement_lines_closed after insert on statement_lines referencing new table as written
  for each statement execute function refuse_late_lines();
alter table statement_lines enable row level security;
create policy tenant on statement_lines to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on statement_lines to swath_system using (true);
grant select on statement_lines to swath_tenant;
grant select, insert on statement_lines to swath_system;

create view listed_statements as
select s.statement_id,
  s.number,
  s.currency,
  s.period_start,
  s.period_end,
  s.closed_at,
  s.number as search_text,
  json_build_object('statement_id', s.statement_id, 'number', s.number, 'kind',
        case
            when s.total_minor < 0 then 'credit_note'
            else 'statement'
        end, 'contract_id', s.contract_id, 'currency', s.currency, 'period_start', rfc3339(s.period_start), 'period_end', rfc3339(s.period_end), 'time_zone', s.time_zone, 'charges_minor', s.charges_minor, 'cancellation_fees_minor', s.cancellation_fees_minor, 'credits_minor', s.credits_minor, 'total_minor', s.total_minor, 'tax_minor', t.tax_minor, 'payable_minor', s.total_minor + t.tax_minor, 'line_count', s.line_count, 'provider', jsonb_build_object('country', null::unknown, 'peppol_id', null::unknown) || s.provider, 'customer', (jsonb_build_object('reference', null::unknown) || s.customer) || jsonb_build_object('invoicing', i.invoicing), 'closed_at', rfc3339(s.closed_at))::text as document,
  s.xmin::text || coalesce('-' || b.xmin::text, '') as row_version
from statements s
     left join billing_details b on b.contract_id = s.contract_id
     cross join lateral (select coalesce(s.customer -> 'invoicing', b.invoicing) as invoicing) i
     cross join lateral (select round(s.total_minor::numeric * ((i.invoicing #>> '{tax,percent}')::numeric) / 100::numeric)::bigint as tax_minor) t
where s.contract_id = current_setting('swath.contract_id', true);
grant select on listed_statements to swath_tenant;

create function refuse_late_lines() returns trigger language plpgsql as $$
begin
  if exists (select from written join statements s using (statement_id)
      where s.transaction_id <> pg_current_xact_id()) then
    raise exception 'the statement is closed: no line can be added' using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
