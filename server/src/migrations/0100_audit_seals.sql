-- Nobody has entries of before but checkouts of a day: they count as not written by the installation.
alter table audit_entries add signature text not null default '';
alter table audit_entries alter signature drop default;
comment on column audit_entries.signature is
  'By a key that is not in the database: until an entry is sealed, nobody else can write or change one unseen.';
grant select on audit_sequence to swath_system;

create table audit_links (
  number bigint primary key check (number > 0),
  sequence bigint not null unique references audit_entries,
  is_genuine boolean not null,
  sha256 text not null,
  contract_id text,
  contract_number bigint,
  contract_sha256 text,
  unique (contract_id, contract_number),
  constraint of_a_contract_or_none
    check (num_nulls(contract_id, contract_number, contract_sha256) in (0, 3))
);
comment on table audit_links is
  'The entries in the order in which they are sealed, each with the hash of the one before in its own. There is one chain '
  'of all entries and one for each contract, so that a customer can verify its own.';
comment on column audit_links.is_genuine is 'Whether the entry had its signature when it was sealed.';
create trigger audit_links_append_only before delete or update or truncate on audit_links
  for each statement execute function refuse_change();
grant select, insert on audit_links to swath_system;

create table audit_heads (
  chain text not null,
  number bigint not null,
  sha256 text not null,
  public_key text not null,
  signature text not null,
  signed_at timestamptz not null,
  primary key (chain, number, public_key)
);
comment on table audit_heads is
  'Ends of chains, signed with a key that is not in the database: whoever can write the database can chain entries anew, and '
  'cannot sign them.';
comment on column audit_heads.chain is 'A contract, or empty: all entries.';
create trigger audit_heads_append_only before delete or update or truncate on audit_heads
  for each statement execute function refuse_change();
grant select, insert on audit_heads to swath_system;

create view all_audit_entries as
select e.entry_id, e.sequence, e.at, e.client_id, e.role, e.person_id, e.contract_id, e.operation, e.subject, e.result,
  e.status, e.code, e.request_id, l.number,
  concat_ws(' ', e.operation, e.client_id, e.subject, e.code, e.request_id, e.ids::text, p.name) as search_text,
  concat(l.number, p.sequence is null) as row_version,
  json_build_object('entry_id', e.entry_id, 'sequence', e.sequence, 'at', rfc3339(e.at), 'client_id', e.client_id,
    'role', e.role, 'person_id', e.person_id, 'view_id', e.view_id, 'contract_id', e.contract_id,
    'operation', e.operation, 'subject', e.subject, 'ids', e.ids, 'fields', e.fields, 'result', e.result,
    'status', e.status, 'code', e.code, 'request_id', e.request_id,
    'personal', case when p.sequence is not null then
      json_build_object('name', p.name, 'address', p.address, 'agent', p.agent, 'salt', p.salt) end,
    'personal_sha256', e.personal_sha256, 'is_genuine', l.is_genuine, 'number', l.number,
    'previous_sha256', case when l.number = 1 then repeat('0', 64) else b.sha256 end, 'sha256', l.sha256)::text as document
from audit_entries e
left join audit_personal p using (sequence)
left join audit_links l using (sequence)
left join audit_links b on b.number = l.number - 1;
comment on view all_audit_entries is 'For the provider, with their places in the chain of all.';
grant select on all_audit_entries to swath_system;

create view listed_audit_entries as
select e.entry_id, e.sequence, e.at, e.client_id, e.role, e.person_id, e.operation, e.subject, e.result,
  e.status, e.code, e.request_id, l.contract_number as number,
  concat_ws(' ', e.operation, e.client_id, e.subject, e.code, e.request_id, e.ids::text, p.name) as search_text,
  concat(l.number, p.sequence is null) as row_version,
  json_build_object('entry_id', e.entry_id, 'sequence', e.sequence, 'at', rfc3339(e.at), 'client_id', e.client_id,
    'role', e.role, 'person_id', e.person_id, 'view_id', e.view_id, 'contract_id', e.contract_id,
    'operation', e.operation, 'subject', e.subject, 'ids', e.ids, 'fields', e.fields, 'result', e.result,
    'status', e.status, 'code', e.code, 'request_id', e.request_id,
    'personal', case when p.sequence is not null then
      json_build_object('name', p.name, 'address', p.address, 'agent', p.agent, 'salt', p.salt) end,
    'personal_sha256', e.personal_sha256, 'is_genuine', l.is_genuine, 'number', l.contract_number,
    'previous_sha256', case when l.contract_number = 1 then repeat('0', 64) else b.contract_sha256 end,
    'sha256', l.contract_sha256)::text as document
from audit_entries e
left join audit_personal p on p.sequence = e.sequence and e.role = 'customer'
left join audit_links l on l.sequence = e.sequence
left join audit_links b on b.contract_id = l.contract_id and b.contract_number = l.contract_number - 1
where e.contract_id = current_setting('swath.contract_id', true);
comment on view listed_audit_entries is
  'For the customer, with their places in the chain of the contract. What is told of the people of the provider is left out.';
grant select on listed_audit_entries to swath_tenant;
