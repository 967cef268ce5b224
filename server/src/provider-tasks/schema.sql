-- Made from a migrated database by `npm run docs`; do not edit.

-- Of signed requests of providers, of whom each is taken once. They are of no customer.
create table provider_nonces (
  provider text not null,
  nonce text not null,
  used_at timestamptz not null,
  primary key (provider, nonce)
);
create index provider_nonces_by_age on provider_nonces (used_at);
grant select, insert, delete on provider_nonces to swath_system;

-- The requests to providers that fetch their work. Contracts are not named: no customer sees them.
create table provider_tasks (
  task_id text primary key,
  provider text not null,
  kind text not null,
  -- The capture, or a digest of the question: whoever asks again finds the answer.
  subject text not null,
  body jsonb not null,
  created_at timestamptz not null,
  -- When it is forgotten: whoever still wants it asks again.
  wanted_until timestamptz not null,
  -- Until then one process of the provider alone has it.
  leased_until timestamptz,
  answered_at timestamptz,
  -- As {"answer": ...} or {"refusal": ...}.
  answer jsonb,
  unique (provider, kind, subject)
);
create index provider_tasks_by_age on provider_tasks (wanted_until);
create index provider_tasks_open on provider_tasks (provider, created_at, task_id) where answered_at is null;
grant select, insert, update, delete on provider_tasks to swath_system;

-- When each provider that fetches its work last came: one that does not come is down.
create table provider_visits (
  provider text primary key,
  fetched_at timestamptz not null
);
grant select, insert, update on provider_visits to swath_system;
