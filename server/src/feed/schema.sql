-- Made from a migrated database by `npm run docs`; do not edit.

-- Seals make it visible when somebody tampers with events.
create table event_seals (
  contract_id text not null references contracts,
  number integer not null check (number > 0),
  after_transaction_id xid8 not null,
  after_sequence bigint not null,
  last_transaction_id xid8 not null,
  last_sequence bigint not null,
  count integer not null check (count > 0),
  previous_sha256 text not null,
  sha256 text not null,
  sealed_at timestamptz not null,
  primary key (contract_id, number)
);
create trigger event_seals_append_only before delete or update or truncate on event_seals
  for each statement execute function refuse_change();
alter table event_seals enable row level security;
create policy tenant on event_seals to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on event_seals to swath_system using (true);
grant select on event_seals to swath_tenant;
grant select, insert on event_seals to swath_system;

-- The signatures of seals: a writer of the database can compute seals again, but only the owner of the
-- encryption key can sign them.
create table seal_signatures (
  contract_id text not null references contracts,
  number integer not null,
  signature text not null,
  primary key (contract_id, number, signature)
);
create trigger seal_signatures_append_only before delete or update or truncate on seal_signatures
  for each statement execute function refuse_change();
grant select, insert on seal_signatures to swath_system;
