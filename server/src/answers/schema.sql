-- Made from a migrated database by `npm run docs`; do not edit.

-- Requests that were answered under an Idempotency-Key.
create table idempotent_answers (
  client_id text not null references credentials,
  contract_id text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  answered_at timestamptz not null,
  -- The body is encrypted by database/secrets.ts.
  is_encrypted boolean not null default false,
  primary key (client_id, contract_id, key)
);
create index idempotent_answers_by_age on idempotent_answers (answered_at);
grant select, insert, update, delete on idempotent_answers to swath_system;
