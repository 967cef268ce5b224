create function erase_audited(client text) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
  with erased as (
    delete from audit_personal p using audit_entries e
    where e.sequence = p.sequence and e.client_id = client returning 1)
  select count(*) from erased
$$;
comment on function erase_audited is
  'The one way to erase what entries tell of a person. The entry about the erasure says that it was one. The function runs '
  'as its owner: no role of the server may delete anything of the audit.';
revoke execute on function erase_audited from public;
grant execute on function erase_audited to swath_system;

create function forget_audited(before timestamptz) returns table (contract_id text, last_sequence bigint)
  language sql security definer set search_path = public, pg_temp as $$
  with erased as (
    delete from audit_personal p using audit_entries e
    where e.sequence = p.sequence and e.at < before returning e.contract_id, e.sequence)
  select contract_id, max(sequence) from erased group by contract_id
$$;
comment on function forget_audited is
  'What entries of before a time told of people, with the contracts that they are of and the last of each.';
revoke execute on function forget_audited from public;
grant execute on function forget_audited to swath_system;
