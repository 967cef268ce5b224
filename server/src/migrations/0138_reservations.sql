alter table analyses add column asked jsonb;
comment on column analyses.asked is
  'The parameters as the customer wrote them: an order that names an opportunity has them too. It is null of older analyses.';

create table reservations (
  opportunity_id text primary key,
  contract_id text not null references contracts,
  provider text not null,
  order_id text unique references orders,
  pass_end timestamptz not null,
  held_at timestamptz not null,
  is_released boolean not null default false
);
comment on table reservations is
  'The passes that providers keep for orders which name an opportunity. A row is there before the provider is asked, so that nothing is kept for nobody.';
comment on column reservations.order_id is 'It is null as long as the order is not placed: what stays so is released.';
comment on column reservations.is_released is 'The provider is being told that nobody wants the pass.';
alter table reservations enable row level security;
create policy tenant on reservations to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on reservations to swath_system using (true);
grant select, insert, update, delete on reservations to swath_tenant, swath_system;
