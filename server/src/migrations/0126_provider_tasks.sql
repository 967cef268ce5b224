-- Mission systems sign their requests, and those that nobody can reach fetch what they are asked.
create table provider_nonces (
  provider text not null,
  nonce text not null,
  used_at timestamptz not null,
  primary key (provider, nonce)
);
comment on table provider_nonces is 'Of signed requests of providers, of whom each is taken once. They are of no customer.';
create index provider_nonces_by_age on provider_nonces (used_at);
grant select, insert, delete on provider_nonces to swath_system;

create table provider_tasks (
  task_id text primary key,
  provider text not null,
  kind text not null,
  subject text not null,
  body jsonb not null,
  created_at timestamptz not null,
  wanted_until timestamptz not null,
  leased_until timestamptz,
  answered_at timestamptz,
  answer jsonb,
  unique (provider, kind, subject)
);
comment on table provider_tasks is
  'The requests to providers that fetch their work. Contracts are not named: no customer sees them.';
comment on column provider_tasks.subject is 'The capture, or a digest of the question: whoever asks again finds the answer.';
comment on column provider_tasks.wanted_until is 'When it is forgotten: whoever still wants it asks again.';
comment on column provider_tasks.leased_until is 'Until then one process of the provider alone has it.';
comment on column provider_tasks.answer is 'As {"answer": ...} or {"refusal": ...}.';
create index provider_tasks_open on provider_tasks (provider, created_at, task_id) where answered_at is null;
create index provider_tasks_by_age on provider_tasks (wanted_until);
grant select, insert, update, delete on provider_tasks to swath_system;

create table provider_visits (
  provider text primary key,
  fetched_at timestamptz not null
);
comment on table provider_visits is 'When each provider that fetches its work last came: one that does not come is down.';
grant select, insert, update on provider_visits to swath_system;
