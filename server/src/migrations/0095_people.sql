create table people (
  person_id text primary key,
  email text not null unique check (email = lower(email)),
  name text not null,
  password_hash text,
  email_proved_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
comment on table people is
  'Somebody who signs in. What they may is said by their memberships, which are credentials.';
comment on column people.password_hash is
  'As people/passwords.ts writes it; null: they sign in otherwise.';
comment on column people.email_proved_at is
  'Since when it is known that the mails of the address reach the person. Whoever was invited by a link that somebody handed over may have given an address of somebody else.';
grant select, insert, update, delete on people to swath_system;

alter table credentials
  add person_id text references people,
  alter secret_sha256 drop not null,
  add constraint a_program_has_a_secret_and_a_person_none check ((person_id is null) = (secret_sha256 is not null));
comment on column credentials.person_id is
  'It is a membership: the person acts by it, in a session instead of with a secret.';
create index credentials_by_person on credentials (person_id) where person_id is not null;
create unique index one_membership_of_staff on credentials (person_id)
  where person_id is not null and role = 'operator' and revoked_at is null;

create view current_memberships with (security_invoker = true) as
select c.client_id, c.person_id, c.role, c.scopes, c.expires_at, c.spend_cap_minor, c.spend_cap_currency, c.created_at,
  (select u.last_used_at from credential_uses u where u.client_id = c.client_id) as last_used_at,
  array(select k.contract_id from credential_contracts k where k.client_id = c.client_id
    order by k.contract_id) as contract_ids
from credentials c where c.person_id is not null and c.revoked_at is null;
comment on view current_memberships is 'By what people act now.';
grant select on current_memberships to swath_system;

create view contract_owners with (security_invoker = true) as
select c.contract_id, c.name as contract_name, o.organisation_id, o.name as organisation_name
from contracts c join organisations o using (organisation_id);
comment on view contract_owners is 'Whose a contract is.';
grant select on contract_owners to swath_system;

grant delete on credential_contracts to swath_system;

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
comment on table sessions is
  'Browsers in which somebody has signed in. One that has ended is no row any more.';
create index sessions_by_person on sessions (person_id);
grant select, insert, update, delete on sessions to swath_system;

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
  mailed_sha256 text unique,
  invited_by text not null references credentials,
  created_at timestamptz not null,
  check ((role = 'customer') = (contract_ids <> '{}')),
  check ((spend_cap_minor is null) = (spend_cap_currency is null))
);
comment on table invitations is
  'To become a member. One that was accepted, taken back or is too old is no row any more.';
comment on column invitations.mailed_sha256 is
  'Of the link that was mailed, which is another one than whoever invites is shown: it proves the address.';
grant select, insert, update, delete on invitations to swath_system;

create table one_time_links (
  token_sha256 text primary key,
  purpose text not null check (purpose in ('setup', 'reset')),
  person_id text references people on delete cascade,
  is_mailed boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  check ((purpose = 'reset') = (person_id is not null))
);
comment on table one_time_links is
  'To set a password: for the very first account, or for one whose password is forgotten. A used one is no row any more.';
create index one_time_links_by_person on one_time_links (person_id) where person_id is not null;
grant select, insert, delete on one_time_links to swath_system;
