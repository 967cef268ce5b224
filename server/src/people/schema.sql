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
  expires_at timestamptz not null
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
