-- What a look at the entries of the ledger found to be wrong, and was set right.
create table ledger_repairs (
  found_at timestamptz not null,
  contract_id text not null references contracts,
  currency text not null,
  -- The amounts of a balance, as it was and as its entries make it; or a deliverable whose charge was missing.
  was jsonb,
  "is" jsonb,
  deliverable_id text references deliverables,
  check ((was is null) = ("is" is null) and (was is null) = (deliverable_id is not null))
);
create index ledger_repairs_by_time on ledger_repairs (found_at);

alter table ledger_repairs enable row level security;
create policy system on ledger_repairs to swath_system using (true);
grant select, insert on ledger_repairs to swath_system;
