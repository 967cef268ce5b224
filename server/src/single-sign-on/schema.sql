-- Made from a migrated database by `npm run docs`; do not edit.

-- As whom a provider of identities knows somebody. Its subjects stay the same, while addresses are given to
-- others.
create table identities (
  issuer text not null,
  subject text not null,
  person_id text not null references people on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject)
);
create unique index one_identity_of_an_issuer on identities (person_id, issuer);
grant select, insert, delete on identities to swath_system;

-- Browsers that were sent to the provider. One that came back is no row any more. All that has to fit follows
-- from what the cookie of the browser has.
create table sign_on_attempts (
  attempt_sha256 text primary key,
  expires_at timestamptz not null
);
grant select, insert, delete on sign_on_attempts to swath_system;

-- The sessions of a provider that sessions here came from.
create table provider_sessions (
  session_id text primary key references sessions on delete cascade,
  issuer text not null,
  subject text not null,
  provider_session_id text,
  -- Encrypted: it is shown to the provider when somebody signs out.
  id_token text not null
);
create index provider_sessions_by_subject on provider_sessions (issuer, subject);
grant select, insert, update, delete on provider_sessions to swath_system;

-- By which a provider has signed somebody out: each is taken once.
create table spent_logout_tokens (
  token_sha256 text primary key,
  expires_at timestamptz not null
);
grant select, insert, delete on spent_logout_tokens to swath_system;
