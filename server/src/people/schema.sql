-- Made from a migrated database by `npm run docs`; do not edit.

-- Somebody who signs in. What they may is said by their memberships, which are credentials.
create table people (
  person_id text primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  -- As people/passwords.ts writes it; null: they sign in otherwise.
  password_hash text,
  -- Since when it is known that the mails of the address reach the person. Whoever was invited by a link that
  -- somebody handed over may have given an address of somebody else.
  email_proved_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
grant select, insert, update, delete on people to swath_system;

-- Browsers in which somebody has signed in. One that has ended is no row any more.
create table sessions (
  session_id text primary key,
  person_id text not null references people on delete cascade,
  token_sha256 text not null unique,
  way text not null,
  address text not null,
  agent text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  -- Whoever signed in has proved two factors, or a provider of identities answers for them.
  has_second_factor boolean not null default false
);
create index sessions_by_person on sessions (person_id);
grant select, insert, update, delete on sessions to swath_system;

-- To become a member. One that was accepted, taken back or is too old is no row any more.
create table invitations (
  invitation_id text primary key,
  email text not null,
  role text not null check (role in ('customer', 'operator')),
  contract_ids text[] not null,
  scopes text[] not null,
  spend_cap_minor bigint check (spend_cap_minor >= 0),
  spend_cap_currency text,
  expires_at timestamptz not null,
  token_sha256 text not null unique,
  -- Of the link that was mailed, which is another one than whoever invites is shown: it proves the address.
  mailed_sha256 text unique,
  invited_by text not null references credentials,
  created_at timestamptz not null,
  check ((role = 'customer') = (contract_ids <> '{}')),
  check ((spend_cap_minor is null) = (spend_cap_currency is null))
);
grant select, insert, update, delete on invitations to swath_system;

-- To set a password: for the very first account, or for one whose password is forgotten. A used one is no row
-- any more.
create table one_time_links (
  token_sha256 text primary key,
  purpose text not null check (purpose in ('setup', 'reset')),
  person_id text references people on delete cascade,
  is_mailed boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((purpose = 'reset') = (person_id is not null))
);
create index one_time_links_by_person on one_time_links (person_id) where person_id is not null;
grant select, insert, delete on one_time_links to swath_system;

-- The app of somebody that shows codes (RFC 6238). It counts once it is confirmed by one.
create table authenticators (
  person_id text primary key references people on delete cascade,
  -- Encrypted.
  secret text not null,
  confirmed_at timestamptz,
  -- The step of time whose code was taken last: neither it nor an earlier one is taken again.
  last_step bigint not null,
  created_at timestamptz not null
);
grant select, insert, update, delete on authenticators to swath_system;

-- For whoever has lost the second factor. A used one is no row any more.
create table recovery_codes (
  person_id text not null references people on delete cascade,
  code_sha256 text not null,
  primary key (person_id, code_sha256)
);
grant select, insert, delete on recovery_codes to swath_system;

-- What a browser has been asked to prove and has not proved yet. One that is answered is no row any more.
create table challenges (
  purpose text not null,
  -- Of the secret that the browser keeps in a cookie.
  browser_sha256 text not null,
  person_id text references people on delete cascade,
  -- The first factor that was proved.
  way text,
  failures integer not null default 0,
  expires_at timestamptz not null,
  -- What a passkey is asked to sign.
  challenge text,
  primary key (purpose, browser_sha256)
);
create index challenges_by_person on challenges (person_id) where person_id is not null;
grant select, insert, update, delete on challenges to swath_system;

-- Keys in the devices of somebody, which sign instead of a password and a second factor (WebAuthn).
create table passkeys (
  passkey_id text primary key,
  person_id text not null references people on delete cascade,
  -- As the device names it, in base64url.
  credential_id text not null unique,
  name text not null,
  -- In COSE, in base64url.
  public_key text not null,
  -- The number of signatures that the device has told. One that does not grow is of a copy; devices that count
  -- none stay at 0.
  counter bigint not null,
  transports text[] not null,
  is_backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_by_person on passkeys (person_id);
grant select, insert, update, delete on passkeys to swath_system;

-- Customers whose people do nothing before they have a second factor.
create table second_factor_rules (
  organisation_id text primary key references organisations,
  set_by text not null references credentials,
  set_at timestamptz not null
);
grant select, insert, delete on second_factor_rules to swath_system;
