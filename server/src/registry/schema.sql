-- Made from a migrated database by `npm run docs`; do not edit.

-- Who carries out what is ordered. Captures and credentials name it, so a name never changes. They are of no
-- customer.
create table providers (
  name text primary key,
  title text not null,
  kind text not null,
  -- Those of its kind, such as its address.
  settings jsonb not null default '{}',
  -- Encrypted.
  secret text,
  is_enabled boolean not null default true,
  -- Of several that can carry out an order, the one with the lowest is asked first.
  rank integer not null default 100,
  -- Customers see its title on what it carries out.
  is_shown boolean not null default false,
  -- The answer that it last gave when it was asked what it can do.
  capabilities jsonb,
  capabilities_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- What it was given and has not taken goes to the next provider after it was away for so long.
  reroute_after_s integer not null default 900 check (reroute_after_s > 0)
);
grant select, insert, update, delete on providers to swath_system;

-- Who carries out the orders of a SKU, and which of them. A SKU that is not here is carried out by every
-- provider that serves it.
create table provider_skus (
  provider text not null references providers on delete cascade,
  sku text not null,
  rank integer not null default 100,
  -- As the operator wrote it; only orders that lie in it wholly.
  region jsonb,
  -- The region, cut at the antimeridian.
  region_planar geometry(Geometry, 4326),
  -- Null: orders of each class.
  priority_classes text[],
  -- It is asked first for so many percent of the orders that would come to it first, and last for the others.
  share_pct integer check (share_pct >= 1 and share_pct <= 100),
  -- Dearer orders, and those in another currency, are not given to it.
  highest_price_minor bigint,
  highest_price_currency text,
  primary key (sku, provider),
  constraint a_price_has_a_currency check ((highest_price_minor is null) = (highest_price_currency is null))
);
grant select, insert, update, delete on provider_skus to swath_system;

-- Which provider got an order or a capture, which did not, and why. It is for operators alone.
create table provider_decisions (
  decision_id bigint primary key generated always as identity,
  contract_id text not null references contracts,
  order_id text not null references orders,
  -- Null: the order as a whole.
  capture_id text references captures,
  provider text not null,
  decision text not null check (decision in ('passed_over', 'chosen', 'rerouted')),
  reason_code text,
  message text not null,
  actor text not null,
  decided_at timestamptz not null
);
create index provider_decisions_by_order on provider_decisions (order_id, decision_id);
create trigger append_only before delete or update or truncate on provider_decisions
  for each statement execute function refuse_change();
alter table provider_decisions enable row level security;
create policy system on provider_decisions to swath_system using (true);
grant select, insert on provider_decisions to swath_system;

-- How providers answer. Calls that succeed are counted some seconds later.
create table provider_health (
  provider text primary key references providers on delete cascade,
  calls bigint not null default 0,
  failures bigint not null default 0,
  failures_in_row integer not null default 0,
  -- It failed several times in a row and gets no calls but a probe now and then; null where it answers.
  away_since timestamptz,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_error text
);
grant select, insert, update, delete on provider_health to swath_system;

-- Others than the registry read this of providers.
create view provider_standing with (security_invoker = true) as
select p.name,
  p.kind,
        case
            when not p.is_enabled then 'disabled'
            when h.away_since is not null then 'away'
            else 'answering'
        end as state,
  coalesce(h.calls, 0) as calls,
  coalesce(h.failures, 0) as failures,
  p.title,
  p.is_shown
from providers p
     left join provider_health h on h.provider = p.name;
grant select on provider_standing to swath_system;
