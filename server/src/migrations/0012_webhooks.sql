-- Webhooks: where contracts want their events sent, what is on its way, and every request that was made.

create table webhooks (
  webhook_id text primary key,
  contract_id text not null references contracts,
  url text not null,
  description text not null,
  event_types text[] not null,
  sku text[] not null,
  project text[] not null,
  order_id text[] not null,
  is_enabled boolean not null,
  disabled_reason text check (disabled_reason in ('by_customer', 'gone', 'failing')),
  disabled_at timestamptz,
  -- Failed tries since the last one that succeeded.
  failures integer not null default 0,
  failing_since timestamptz,
  paused_until timestamptz,
  -- Encrypted; see platform/secrets.ts.
  secret text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  -- Up to here the feed has been turned into messages.
  transaction_id xid8 not null,
  sequence bigint not null,
  -- Who sends now: one at a time, because of the order. A worker that died keeps it until its end.
  lease_id text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (is_enabled = (disabled_reason is null)),
  check (is_enabled = (disabled_at is null)),
  check ((failures = 0) = (failing_since is null))
);
create index webhooks_by_contract on webhooks (contract_id, created_at, webhook_id);

-- What is sent, byte by byte, fixed when the event is met first: a later version of the server may write
-- events differently, but every try of a message sends the same.
create table webhook_bodies (
  event_id text primary key,
  contract_id text not null references contracts,
  body text not null
);

create table webhook_messages (
  webhook_id text not null references webhooks on delete cascade,
  event_id text not null references webhook_bodies,
  contract_id text not null references contracts,
  entity_id text not null,
  sequence bigint not null,
  type text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  tries integer not null default 0,
  first_tried_at timestamptz,
  next_try_at timestamptz not null,
  last_error text,
  replays integer not null default 0,
  created_at timestamptz not null,
  delivered_at timestamptz,
  primary key (webhook_id, event_id)
);
-- What is sent next: a webhook's oldest, and whether an older one of its entity is in front of it.
create index webhook_messages_pending on webhook_messages (webhook_id, sequence) where state = 'pending';
create index webhook_messages_by_entity on webhook_messages (webhook_id, entity_id, sequence) where state = 'pending';
create index webhook_messages_by_sequence on webhook_messages (webhook_id, sequence);
create index webhook_messages_by_event on webhook_messages (event_id);
create index webhook_messages_dead on webhook_messages (contract_id, sequence) where state = 'dead';

create table webhook_tries (
  try_id text primary key,
  webhook_id text not null references webhooks on delete cascade,
  contract_id text not null references contracts,
  -- No reference: the event of a test exists nowhere else.
  event_id text not null,
  type text not null,
  state text not null check (state in ('succeeded', 'failed')),
  started_at timestamptz not null,
  duration_ms integer not null,
  response jsonb,
  error text
);
create index webhook_tries_by_webhook on webhook_tries (webhook_id, started_at, try_id);
create index webhook_tries_by_age on webhook_tries (started_at);

do $$
declare
  name text;
begin
  foreach name in array array['webhooks', 'webhook_bodies', 'webhook_messages', 'webhook_tries'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;

grant select, insert, update, delete on webhooks to swath_tenant, swath_system;
grant select, insert, update on webhook_messages to swath_tenant;
grant select, insert on webhook_bodies, webhook_tries to swath_tenant;
grant select, insert, update, delete on webhook_messages to swath_system;
grant select, insert, delete on webhook_bodies, webhook_tries to swath_system;
