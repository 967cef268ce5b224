-- Made from a migrated database by `npm run docs`; do not edit.

-- There is one publisher at a time for each stream of the broker.
create table broker_streams (
  stream text primary key,
  lease_id text,
  lease_until timestamptz
);
grant select, insert, update on broker_streams to swath_system;

-- The place of the stream in the feed of each contract.
create table broker_places (
  stream text not null references broker_streams,
  contract_id text not null references contracts,
  transaction_id xid8 not null,
  sequence bigint not null,
  primary key (stream, contract_id)
);
grant select, insert, update on broker_places to swath_system;

-- Others than the broker read here which events of a contract a stream has.
create view broker_place_facts with (security_invoker = true) as
select stream,
  contract_id,
  transaction_id,
  sequence
from broker_places;
grant select on broker_place_facts to swath_system;
