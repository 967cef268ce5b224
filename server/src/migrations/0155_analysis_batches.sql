create table analysis_batches (
  batch_id text primary key,
  contract_id text not null references contracts,
  refused jsonb not null,
  expires_at timestamptz not null
);
comment on table analysis_batches is 'Analyses of several targets that were asked in one request.';
comment on column analysis_batches.refused is 'The targets that could not be ordered, each with its index and what is wrong with it.';
create index analysis_batches_by_expiry on analysis_batches (expires_at);
alter table analysis_batches enable row level security;
create policy tenant on analysis_batches to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on analysis_batches to swath_system using (true);
grant select, insert on analysis_batches to swath_tenant;
grant select, delete on analysis_batches to swath_system;

alter table analyses add batch_id text references analysis_batches;
alter table analyses add batch_index integer;
create index analyses_by_batch on analyses (batch_id) where batch_id is not null;
comment on column analyses.batch_id is 'The request that asked for it beside others. It is null of one that was asked alone.';
