-- Made from a migrated database by `npm run docs`; do not edit.

-- Captures that are orders of another system, which is asked what became of them.
create table forwarded_orders (
  capture_id text primary key references captures,
  provider text not null,
  -- The capture as it was handed over.
  request jsonb not null,
  -- The order there. Null until the answer has come: if it is lost, the order is looked for before it is placed
  -- again.
  foreign_id text,
  asked_at timestamptz not null,
  next_poll_at timestamptz not null,
  -- The ids of the reports that were told already.
  told text[] not null default '{}',
  failures integer not null default 0,
  last_error text,
  -- Nothing more will be told of it.
  ended_at timestamptz,
  unique (provider, foreign_id)
);
create index forwarded_orders_due on forwarded_orders (provider, next_poll_at) where ended_at is null;
alter table forwarded_orders enable row level security;
create policy system on forwarded_orders to swath_system using (true);
grant select, insert, update, delete on forwarded_orders to swath_system;
