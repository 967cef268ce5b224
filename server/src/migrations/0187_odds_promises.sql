alter table analyses add column question_digest text, add column told jsonb;
comment on column analyses.question_digest is
  'Of the SKU, the geometry and the parameters as the customer wrote them: an order with the same ones was told these odds. It is null of older analyses.';
comment on column analyses.told is
  'The odds that it tells of its whole window, by when, and on which basis. It is null where it tells none.';
create index analyses_by_question on analyses (contract_id, question_digest) where told is not null;

create table odds_promises (
  order_id text primary key references orders,
  contract_id text not null references contracts,
  probability double precision not null,
  by_at timestamptz not null,
  basis text not null check (basis in ('climate', 'forecast', 'provider')),
  told_at timestamptz not null
);
comment on table odds_promises is
  'The odds of a clear sky that a customer was told of an order just before it was placed, so that they can be held against what came.';
comment on column odds_promises.by_at is 'When the last of the attempts ends that were reckoned with.';
comment on column odds_promises.basis is 'Whence the odds were known: forecast as soon as one attempt was foretold.';
create index odds_promises_by_time on odds_promises (by_at);
alter table odds_promises enable row level security;
create policy tenant on odds_promises to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on odds_promises to swath_system using (true);
grant select, insert on odds_promises to swath_tenant;
grant select on odds_promises to swath_system;

create view odds_promise_facts with (security_invoker = true) as
select order_id, contract_id, probability, by_at, basis from odds_promises;
grant select on odds_promise_facts to swath_tenant, swath_system;
