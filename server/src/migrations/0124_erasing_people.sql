-- What a person did by their memberships has the person beside the credential.
create or replace function erase_audited(client text) returns bigint
  language sql security definer set search_path = public, pg_temp as $$
  with erased as (
    delete from audit_personal p using audit_entries e
    where e.sequence = p.sequence and client in (e.client_id, e.person_id) returning 1)
  select count(*) from erased
$$;
