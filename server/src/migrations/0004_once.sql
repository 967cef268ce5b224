-- Requests that were answered under an Idempotency-Key, and references that customers give their orders.

create table idempotent_answers (
  client_id text not null references credentials,
  contract_id text not null,
  key text not null,
  fingerprint text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  answered_at timestamptz not null,
  primary key (client_id, contract_id, key)
);
create index idempotent_answers_by_age on idempotent_answers (answered_at);
grant select, insert, delete on idempotent_answers to swath_system;

alter table orders add column client_reference text;
alter table orders add unique (contract_id, client_reference);
