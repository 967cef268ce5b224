create table identities (
  issuer text not null,
  subject text not null,
  person_id text not null references people on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject)
);
comment on table identities is
  'As whom a provider of identities knows somebody. Its subjects stay the same, while addresses are given to others.';
create unique index one_identity_of_an_issuer on identities (person_id, issuer);
grant select, insert, delete on identities to swath_system;

create table sign_on_attempts (
  attempt_sha256 text primary key,
  expires_at timestamptz not null
);
comment on table sign_on_attempts is
  'Browsers that were sent to the provider. One that came back is no row any more. All that has to fit follows from what '
  'the cookie of the browser has.';
grant select, insert, delete on sign_on_attempts to swath_system;

create table provider_sessions (
  session_id text primary key references sessions on delete cascade,
  issuer text not null,
  subject text not null,
  provider_session_id text,
  id_token text not null
);
comment on table provider_sessions is 'The sessions of a provider that sessions here came from.';
comment on column provider_sessions.id_token is 'Encrypted: it is shown to the provider when somebody signs out.';
create index provider_sessions_by_subject on provider_sessions (issuer, subject);
grant select, insert, update, delete on provider_sessions to swath_system;

create table spent_logout_tokens (
  token_sha256 text primary key,
  expires_at timestamptz not null
);
comment on table spent_logout_tokens is 'By which a provider has signed somebody out: each is taken once.';
grant select, insert, delete on spent_logout_tokens to swath_system;

alter table credentials add from_groups boolean not null default false;
comment on column credentials.from_groups is
  'The membership follows the groups in which the provider of identities has the person.';

create or replace view current_memberships with (security_invoker = true) as
select c.client_id, c.person_id, c.role, c.scopes, c.expires_at, c.spend_cap_minor, c.spend_cap_currency, c.created_at,
  (select u.last_used_at from credential_uses u where u.client_id = c.client_id) as last_used_at,
  array(select k.contract_id from credential_contracts k where k.client_id = c.client_id
    order by k.contract_id) as contract_ids,
  c.from_groups
from credentials c where c.person_id is not null and c.revoked_at is null;
