-- Made from a migrated database by `npm run docs`; do not edit.

create sequence audit_sequence;
grant usage on sequence audit_sequence to swath_system;

-- Who did what, and who read what is money or secret. An entry is written in the transaction of the change that
-- it tells of, so there is never one without the other. Work that no single transaction holds has two: begun,
-- and how it ended.
create table audit_entries (
  -- Given by number_audit_entry(). A number that is missing was taken by a transaction that was cut off, or its
  -- entry was removed.
  sequence bigint primary key,
  entry_id text not null unique,
  at timestamptz not null,
  client_id text not null,
  role text not null,
  person_id text,
  -- Of an operator who looked at the system as the customer sees it.
  view_id text,
  -- Whose customer sees the entry; none where it is about the house alone.
  contract_id text,
  operation text not null,
  subject text,
  -- What the path named and what was made, by the names of their ids.
  ids jsonb not null,
  -- What the body named; its values may be secrets.
  fields jsonb not null,
  result text not null check (result in ('begun', 'done', 'repeated', 'refused', 'failed')),
  status integer not null,
  code text,
  request_id text not null,
  -- Binds the entry to its row in audit_personal, also when that is erased: nobody can guess it without the salt.
  personal_sha256 text not null
);
create index audit_entries_by_client on audit_entries (client_id, at);
create index audit_entries_by_subject on audit_entries (subject, at);
create index audit_entries_by_time on audit_entries (at, entry_id);
create index audit_entries_of_contracts on audit_entries (contract_id, at, entry_id);
create trigger audit_entries_append_only before delete or update or truncate on audit_entries
  for each statement execute function refuse_change();
create trigger audit_entries_number before insert on audit_entries
  for each row execute function number_audit_entry();
grant select, insert on audit_entries to swath_system;

-- What an entry tells of a person. It may be erased, and nothing else: the entry keeps a hash with a salt that
-- goes too.
create table audit_personal (
  sequence bigint primary key references audit_entries,
  salt text not null,
  name text not null,
  address text not null,
  agent text not null
);
create trigger audit_personal_stays before update or truncate on audit_personal
  for each statement execute function refuse_change();
grant select, insert on audit_personal to swath_system;

-- The transaction has its id before the entry has its number: when all transactions of an age have ended, it is
-- settled which numbers up to then are there.
create function number_audit_entry() returns trigger language plpgsql as $$
begin
  perform pg_current_xact_id();
  new.sequence := nextval('audit_sequence');
  return new;
end
$$;
