-- Which provider carries out an order follows from rules of its SKU, and how providers answer.
alter table providers add column reroute_after_s integer not null default 900 check (reroute_after_s > 0);
comment on column providers.reroute_after_s is
  'What it was given and has not taken goes to the next provider after it was away for so long.';

create table provider_skus (
  provider text not null references providers on delete cascade,
  sku text not null,
  rank integer not null default 100,
  region jsonb,
  region_planar geometry(Geometry, 4326),
  priority_classes text[],
  share_pct integer check (share_pct between 1 and 100),
  highest_price_minor bigint,
  highest_price_currency text,
  primary key (sku, provider),
  constraint a_price_has_a_currency check ((highest_price_minor is null) = (highest_price_currency is null))
);
comment on table provider_skus is
  'Who carries out the orders of a SKU, and which of them. A SKU that is not here is carried out by every provider that serves it.';
comment on column provider_skus.region is 'As the operator wrote it; only orders that lie in it wholly.';
comment on column provider_skus.region_planar is 'The region, cut at the antimeridian.';
comment on column provider_skus.priority_classes is 'Null: orders of each class.';
comment on column provider_skus.share_pct is
  'It is asked first for so many percent of the orders that would come to it first, and last for the others.';
comment on column provider_skus.highest_price_minor is 'Dearer orders, and those in another currency, are not given to it.';
grant select, insert, update, delete on provider_skus to swath_system;

create table provider_decisions (
  decision_id bigint generated always as identity primary key,
  contract_id text not null references contracts,
  order_id text not null references orders,
  capture_id text references captures,
  provider text not null,
  decision text not null check (decision in ('passed_over', 'chosen', 'rerouted')),
  reason_code text,
  message text not null,
  actor text not null,
  decided_at timestamptz not null
);
comment on table provider_decisions is
  'Which provider got an order or a capture, which did not, and why. It is for operators alone.';
comment on column provider_decisions.capture_id is 'Null: the order as a whole.';
create index provider_decisions_by_order on provider_decisions (order_id, decision_id);
create trigger append_only before update or delete or truncate on provider_decisions
  for each statement execute function refuse_change();
alter table provider_decisions enable row level security;
create policy system on provider_decisions to swath_system using (true);
grant select, insert on provider_decisions to swath_system;


-- Who may see to missions may see to providers.
alter table credentials drop constraint credentials_scopes_check;
update credentials set scopes = scopes[:array_position(scopes, 'ops:missions')] || '{ops:providers}'::text[]
  || scopes[array_position(scopes, 'ops:missions') + 1:]
where role = 'operator' and 'ops:missions' = any(scopes);
alter table credentials add constraint credentials_scopes_check check (scopes <@ case role
  when 'customer' then '{read,order,approve,cancel,deliveries,money,administer}'::text[]
  when 'operator' then '{ops:read,ops:desk,ops:missions,ops:providers,ops:reports,ops:catalog,ops:customers,ops:setup,ops:money,ops:people,ops:audit,ops:support}'::text[]
  else '{ops:reports}'::text[] end);
