-- When each credential was used last, and word of each one that is revoked.

-- A table of its own: an order locks its credential, and whoever only asks something must not wait for it.
create table credential_uses (
  client_id text primary key references credentials,
  last_used_at timestamptz not null
);
grant select, insert, update on credential_uses to swath_system;

-- Processes remember whom they trust; they forget a credential when they hear of this.
create function announce_revocation() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_revocations', new.client_id);
  return null;
end $$;
create trigger credentials_announce_revocation after update of revoked_at on credentials
  for each row when (new.revoked_at is distinct from old.revoked_at) execute function announce_revocation();
