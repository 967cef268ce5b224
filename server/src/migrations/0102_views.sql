alter table audit_entries add reason text;
comment on column audit_entries.reason is 'Of whoever had to say why.';

create or replace view all_audit_entries as
select e.entry_id, e.sequence, e.at, e.client_id, e.role, e.person_id, e.contract_id, e.operation, e.subject, e.result,
  e.status, e.code, e.request_id, l.number,
  concat_ws(' ', e.operation, e.client_id, e.subject, e.code, e.request_id, e.ids::text, p.name) as search_text,
  concat(l.number, p.sequence is null) as row_version,
  json_build_object('entry_id', e.entry_id, 'sequence', e.sequence, 'at', rfc3339(e.at), 'client_id', e.client_id,
    'role', e.role, 'person_id', e.person_id, 'view_id', e.view_id, 'contract_id', e.contract_id,
    'operation', e.operation, 'subject', e.subject, 'ids', e.ids, 'fields', e.fields, 'result', e.result,
    'status', e.status, 'code', e.code, 'request_id', e.request_id, 'reason', e.reason,
    'personal', case when p.sequence is not null then
      json_build_object('name', p.name, 'address', p.address, 'agent', p.agent, 'salt', p.salt) end,
    'personal_sha256', e.personal_sha256, 'is_genuine', l.is_genuine, 'number', l.number,
    'previous_sha256', case when l.number = 1 then repeat('0', 64) else b.sha256 end, 'sha256', l.sha256)::text as document
from audit_entries e
left join audit_personal p using (sequence)
left join audit_links l using (sequence)
left join audit_links b on b.number = l.number - 1;

create or replace view listed_audit_entries as
select e.entry_id, e.sequence, e.at, e.client_id, e.role, e.person_id, e.operation, e.subject, e.result,
  e.status, e.code, e.request_id, l.contract_number as number,
  concat_ws(' ', e.operation, e.client_id, e.subject, e.code, e.request_id, e.ids::text, p.name) as search_text,
  concat(l.number, p.sequence is null) as row_version,
  json_build_object('entry_id', e.entry_id, 'sequence', e.sequence, 'at', rfc3339(e.at), 'client_id', e.client_id,
    'role', e.role, 'person_id', e.person_id, 'view_id', e.view_id, 'contract_id', e.contract_id,
    'operation', e.operation, 'subject', e.subject, 'ids', e.ids, 'fields', e.fields, 'result', e.result,
    'status', e.status, 'code', e.code, 'request_id', e.request_id, 'reason', e.reason,
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
