-- Whoever can write the database can compute seals again; only whoever has the encryption key can sign them.
create table seal_signatures (
  contract_id text not null references contracts,
  number integer not null,
  signature text not null,
  primary key (contract_id, number, signature)
);
create trigger seal_signatures_append_only before update or delete or truncate on seal_signatures
  for each statement execute function refuse_change();
grant select, insert on seal_signatures to swath_system;
