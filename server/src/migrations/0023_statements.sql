-- Statements: what was booked as consumed in a month, numbered without gaps, and never changed once closed.

-- Whom a statement is addressed to; the name of the contract where there is no name here.
create table billing_details (
  contract_id text primary key references contracts,
  customer_number bigint generated always as identity unique,
  name text,
  address text[] not null default '{}',
  tax_id text,
  updated_at timestamptz not null
);

create table statements (
  statement_id text primary key,
  contract_id text not null references contracts,
  currency text not null,
  -- Of all statements of the contract, from 1 on without gaps.
  sequence integer not null,
  number text not null unique,
  -- The first instant of the month, and of the next one, in UTC.
  period_start timestamptz not null,
  period_end timestamptz not null,
  charges_minor bigint not null,
  cancellation_fees_minor bigint not null,
  -- Refunds and re-ratings: below zero where they give money back.
  credits_minor bigint not null,
  total_minor bigint not null,
  line_count integer not null,
  -- As they were named when it was closed.
  provider jsonb not null,
  customer jsonb not null,
  closed_at timestamptz not null,
  -- Lines come in the same transaction or never.
  transaction_id xid8 not null default pg_current_xact_id(),
  unique (contract_id, sequence),
  unique (contract_id, currency, period_start),
  check (total_minor = charges_minor + cancellation_fees_minor + credits_minor)
);

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
  -- What caused it, and what was said about it.
  event_id text,
  message text,
  -- Of a correction: the statement that has the charge, if it is an earlier one.
  corrects_number text,
  primary key (statement_id, position)
);
create index statement_lines_by_deliverable on statement_lines (deliverable_id) where kind = 'charge';

create function refuse_late_lines() returns trigger language plpgsql as $$
begin
  if exists (select from written join statements s using (statement_id)
      where s.transaction_id <> pg_current_xact_id()) then
    raise exception 'the statement is closed: no line can be added' using errcode = 'restrict_violation';
  end if;
  return null;
end
$$;
create trigger statement_lines_closed after insert on statement_lines
  referencing new table as written for each statement execute function refuse_late_lines();
create trigger statements_append_only before update or delete or truncate on statements
  for each statement execute function refuse_change();
create trigger statement_lines_append_only before update or delete or truncate on statement_lines
  for each statement execute function refuse_change();

create view listed_statements as
select s.statement_id, s.number, s.currency, s.period_start, s.period_end, s.closed_at, s.number as search_text,
  json_build_object('statement_id', s.statement_id, 'number', s.number, 'contract_id', s.contract_id,
    'currency', s.currency, 'period_start', rfc3339(s.period_start), 'period_end', rfc3339(s.period_end),
    'charges_minor', s.charges_minor, 'cancellation_fees_minor', s.cancellation_fees_minor,
    'credits_minor', s.credits_minor, 'total_minor', s.total_minor, 'line_count', s.line_count,
    'provider', s.provider, 'customer', s.customer, 'closed_at', rfc3339(s.closed_at))::text as document,
  s.xmin::text as row_version
from statements s
where s.contract_id = current_setting('swath.contract_id', true);

do $$
declare
  name text;
begin
  foreach name in array array['billing_details', 'statements', 'statement_lines'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;

grant select on statements, statement_lines, listed_statements, billing_details to swath_tenant;
grant select, insert on statements, statement_lines to swath_system;
grant select, insert, update on billing_details to swath_system;

-- Service levels: how long each stage of an order took, from its events ---------------------------------

create index events_ending_stages on events (contract_id, coalesce(occurred_at, time))
  where type in ('OrderAccepted', 'OrderAnalysisFailed', 'CaptureAcquired', 'DeliverableReady', 'DeliverableDelivered');

-- Of our own orders only: what was imported rarely tells when its stages began.
create view stages as
select o.contract_id, o.order_id, o.sku, o.project_id, s.stage, s.ended_at, p.promised_hours,
  greatest(0, extract(epoch from s.ended_at - s.started_at))::float8 as seconds
from orders o join (
  select e.order_id, 'decision' as stage, r.time as started_at, coalesce(e.occurred_at, e.time) as ended_at,
    false as is_promised
  from events e join events r on r.order_id = e.order_id and r.type = 'OrderReceived'
  where e.type in ('OrderAccepted', 'OrderAnalysisFailed')
  union all
  -- From when it could be collected: accepted, and its window or period open. Failed attempts count in.
  select e.order_id, 'collection', greatest(a.time, first.not_before), coalesce(e.occurred_at, e.time), false
  from events e
    join events a on a.order_id = e.order_id and a.type = 'OrderAccepted'
    join captures c on c.capture_id = e.entity_id
    join captures first on first.order_id = c.order_id and first.strip = c.strip and first.period = c.period
      and first.attempt = 1
  where e.type = 'CaptureAcquired'
  union all
  select e.order_id, 'processing', coalesce(a.occurred_at, a.time), coalesce(e.occurred_at, e.time), false
  from events e
    join deliverables d on d.deliverable_id = e.entity_id
    join events a on a.entity_id = d.capture_id and a.type in ('CaptureAcquired', 'CaptureRetrieved')
  where e.type = 'DeliverableReady' and not exists (
    select from events x where x.entity_id = e.entity_id and x.type = e.type and x.sequence < e.sequence)
  union all
  select e.order_id, 'delivery', r.ready_at, coalesce(e.occurred_at, e.time), false
  from events e join lateral (
    select coalesce(x.occurred_at, x.time) as ready_at from events x
    where x.entity_id = e.entity_id and x.type = 'DeliverableReady' order by x.sequence limit 1) as r on true
  where e.type = 'DeliverableDelivered'
  union all
  select e.order_id, 'total', r.time, coalesce(e.occurred_at, e.time), true
  from events e join events r on r.order_id = e.order_id and r.type = 'OrderReceived'
  where e.type = 'DeliverableDelivered'
) as s on s.order_id = o.order_id,
  lateral (select case when s.is_promised then (o.terms ->> 'promised_delivery_hours')::int end) as p (promised_hours)
where o.origin = 'swath';

create view own_stages as
select * from stages where contract_id = current_setting('swath.contract_id', true);

grant select on own_stages to swath_tenant;
grant select on stages to swath_system;
