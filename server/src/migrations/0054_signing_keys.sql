-- The key that signed tokens and links was one for ever, in clear. Whatever it has signed ends here.
drop table token_keys;

create table signing_keys (
  key_id text primary key,
  -- Of those made at the same instant, too, one is the newest.
  position bigint generated always as identity unique,
  secret text not null,
  created_at timestamptz not null
);
-- A key signs until the next one is made.
create view signing_keys_in_use with (security_invoker = true) as
  select *, lead(created_at) over (order by position) as retired_at from signing_keys;
grant select, insert, delete on signing_keys to swath_system;
grant select on signing_keys_in_use to swath_system;

-- Tokens that were given back before they expired; each is remembered until nothing that it made can be alive.
create table revoked_tokens (
  token_id text primary key,
  client_id text not null references credentials,
  revoked_at timestamptz not null
);
create index revoked_tokens_by_client on revoked_tokens (client_id);
grant select, insert, delete on revoked_tokens to swath_system;
create function announce_revoked_token() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_revocations', new.client_id);
  return null;
end $$;
create trigger revoked_tokens_announce after insert on revoked_tokens
  for each row execute function announce_revoked_token();

-- The link at the end of each mail lasts as long as mails lie around, longer than any key that signs.
alter table digests add column unsubscribe_token text not null default gen_random_uuid()::text;
