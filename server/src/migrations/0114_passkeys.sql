create table passkeys (
  passkey_id text primary key,
  person_id text not null references people on delete cascade,
  credential_id text not null unique,
  name text not null,
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  is_backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
comment on table passkeys is
  'Keys in the devices of somebody, which sign instead of a password and a second factor (WebAuthn).';
comment on column passkeys.credential_id is 'As the device names it, in base64url.';
comment on column passkeys.public_key is 'In COSE, in base64url.';
comment on column passkeys.counter is
  'The number of signatures that the device has told. One that does not grow is of a copy; devices that count none stay at 0.';
create index passkeys_by_person on passkeys (person_id);
grant select, insert, update, delete on passkeys to swath_system;

alter table challenges add challenge text;
comment on column challenges.challenge is 'What a passkey is asked to sign.';
