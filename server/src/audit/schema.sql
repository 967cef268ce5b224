-- Made from a migrated database by `npm run docs`; do not edit.

create sequence audit_sequence;
grant select, usage on sequence audit_sequence to swath_system;

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
  result text not null check (result in ('begun', 'done', 'planned', 'repeated', 'refused', 'failed')),
  status integer not null,
  code text,
  request_id text not null,
  -- Binds the entry to its row in audit_personal, also when that is erased: nobody can guess it without the salt.
  personal_sha256 text not null,
  -- By a key that is not in the database: until an entry is sealed, nobody else can write or change one unseen.
  signature text not null,
  -- Of whoever had to say why.
  reason text
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

-- The entries in the order in which they are sealed, each with the hash of the one before in its own. There is
-- one chain of all entries and one for each contract, so that a customer can verify its own.
create table audit_links (
  number bigint primary key check (number > 0),
  sequence bigint not null unique references audit_entries,
  -- Whether the entry had its signature when it was sealed.
  is_genuine boolean not null,
  sha256 text not null,
  contract_id text,
  contract_number bigint,
  contract_sha256 text,
  unique (contract_id, contract_number),
  constraint of_a_contract_or_none check (num_nulls(contract_id, contract_number, contract_sha256) in (0, 3))
);
create trigger audit_links_append_only before delete or update or truncate on audit_links
  for each statement execute function refuse_change();
grant select, insert on audit_links to swath_system;

-- Ends of chains, signed with a key that is not in the database: whoever can write the database can chain
-- entries anew, and cannot sign them.
create table audit_heads (
  -- A contract, or empty: all entries.
  chain text not null,
  number bigint not null,
  sha256 text not null,
  public_key text not null,
  signature text not null,
  signed_at timestamptz not null,
  primary key (chain, number, public_key)
);
create trigger audit_heads_append_only before delete or update or truncate on audit_heads
  for each statement execute function refuse_change();
grant select, insert on audit_heads to swath_system;

-- For the provider, with their places in the chain of all.
create view all_audit_entries as
select e.entry_id,
  e.sequence,
  e.at,
  e.client_id,
  e.role,
  e.person_id,
  e.contract_id,
  e.operation,
  e.subject,
  e.result,
  e.status,
  e.code,
  e.request_id,
  l.number,
  concat_ws(' ', e.operation, e.client_id, e.subject, e.code, e.request_id, e.ids::text, p.name) as search_text,
  concat(l.number, p.sequence is null) as row_version,
  json_build_object('entry_id', e.entry_id, 'sequence', e.sequence, 'at', rfc3339(e.at), 'client_id', e.client_id, 'role', e.role, 'person_id', e.person_id, 'view_id', e.view_id, 'contract_id', e.contract_id, 'operation', e.operation, 'subject', e.subject, 'ids', e.ids, 'fields', e.fields, 'result', e.result, 'status', e.status, 'code', e.code, 'request_id', e.request_id, 'reason', e.reason, 'personal',
        case
            when p.sequence is not null then json_build_object('name', p.name, 'address', p.address, 'agent', p.agent, 'salt', p.salt)
            else null::json
        end, 'personal_sha256', e.personal_sha256, 'is_genuine', l.is_genuine, 'number', l.number, 'previous_sha256',
        case
            when l.number = 1 then repeat('0', 64)
            else b.sha256
        end, 'sha256', l.sha256)::text as document
from audit_entries e
     left join audit_personal p using (sequence)
     left join audit_links l using (sequence)
     left join audit_links b on b.number = (l.number - 1);
grant select on all_audit_entries to swath_system;

-- For the customer, with their places in the chain of the contract. What is told of the people of the provider
-- is left out.
create view listed_audit_entries as
select e.entry_id,
  e.sequence,
  e.at,
  e.client_id,
  e.role,
  e.person_id,
  e.operation,
  e.subject,
  e.result,
  e.status,
  e.code,
  e.request_id,
  l.contract_number as number,
  concat_ws(' ', e.operation, e.client_id, e.subject, e.code, e.request_id, e.ids::text, p.name) as search_text,
  concat(l.number, p.sequence is null) as row_version,
  json_build_object('entry_id', e.entry_id, 'sequence', e.sequence, 'at', rfc3339(e.at), 'client_id', e.client_id, 'role', e.role, 'person_id', e.person_id, 'view_id', e.view_id, 'contract_id', e.contract_id, 'operation', e.operation, 'subject', e.subject, 'ids', e.ids, 'fields', e.fields, 'result', e.result, 'status', e.status, 'code', e.code, 'request_id', e.request_id, 'reason', e.reason, 'personal',
        case
            when p.sequence is not null then json_build_object('name', p.name, 'address', p.address, 'agent', p.agent, 'salt', p.salt)
            else null::json
        end, 'personal_sha256', e.personal_sha256, 'is_genuine', l.is_genuine, 'number', l.contract_number, 'previous_sha256',
        case
            when l.contract_number = 1 then repeat('0', 64)
            else b.contract_sha256
        end, 'sha256', l.contract_sha256)::text as document
from audit_entries e
     left join audit_personal p on p.sequence = e.sequence and e.role = 'customer'
     left join audit_links l on l.sequence = e.sequence
     left join audit_links b on b.contract_id = l.contract_id and b.contract_number = (l.contract_number - 1)
where e.contract_id = current_setting('swath.contract_id', true);
grant select on listed_audit_entries to swath_tenant;

-- The transaction has its id before the entry has its number: when all transactions of an age have ended, it is
-- settled which numbers up to then are there.
create function number_audit_entry() returns trigger language plpgsql as $$
begin
  perform pg_current_xact_id();
  new.sequence := nextval('audit_sequence');
  return new;
end
$$;

-- The one way to erase what entries tell of a person. The entry about the erasure says that it was one. The
-- function runs as its owner: no role of the server may delete anything of the audit.
create function erase_audited(client text) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
  with erased as (
    delete from audit_personal p using audit_entries e
    where e.sequence = p.sequence and client in (e.client_id, e.person_id) returning 1)
  select count(*) from erased
$$;
revoke execute on function erase_audited from public;
grant execute on function erase_audited to swath_system;

-- What entries of before a time told of people, with the contracts that they are of and the last of each.
create function forget_audited(before timestamptz)
  returns table(contract_id text, last_sequence bigint)
  language sql security definer set search_path = public, pg_temp as $$
  with erased as (
    delete from audit_personal p using audit_entries e
    where e.sequence = p.sequence and e.at < before returning e.contract_id, e.sequence)
  select contract_id, max(sequence) from erased group by contract_id
$$;
revoke execute on function forget_audited from public;
grant execute on function forget_audited to swath_system;
