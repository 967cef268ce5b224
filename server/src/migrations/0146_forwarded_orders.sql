-- Some providers are systems that carry out captures as orders of their own, and tell nothing by themselves.
create table forwarded_orders (
  capture_id text primary key references captures (capture_id),
  provider text not null,
  request jsonb not null,
  foreign_id text,
  asked_at timestamptz not null,
  next_poll_at timestamptz not null,
  told text[] not null default '{}',
  failures integer not null default 0,
  last_error text,
  ended_at timestamptz,
  unique (provider, foreign_id)
);
comment on table forwarded_orders is 'Captures that are orders of another system, which is asked what became of them.';
comment on column forwarded_orders.request is 'The capture as it was handed over.';
comment on column forwarded_orders.foreign_id is
  'The order there. Null until the answer has come: if it is lost, the order is looked for before it is placed again.';
comment on column forwarded_orders.told is 'The ids of the reports that were told already.';
comment on column forwarded_orders.ended_at is 'Nothing more will be told of it.';
create index forwarded_orders_due on forwarded_orders (provider, next_poll_at) where ended_at is null;
grant select, insert, update, delete on forwarded_orders to swath_system;
alter table forwarded_orders enable row level security;
create policy system on forwarded_orders to swath_system using (true);
