-- Made from a migrated database by `npm run docs`; do not edit.

-- The addresses to which contracts want their events sent.
create table webhooks (
  webhook_id text primary key,
  contract_id text not null references contracts,
  url text not null,
  description text not null,
  event_types text[] not null,
  sku text[] not null,
  -- Filters name projects by id, which no change of name makes fall silent.
  project text[] not null,
  order_id text[] not null,
  is_enabled boolean not null,
  disabled_reason text check (disabled_reason in ('by_customer', 'gone', 'failing', 'credential_ended')),
  disabled_at timestamptz,
  -- Failed tries since the last one that succeeded.
  failures integer not null default 0,
  failing_since timestamptz,
  paused_until timestamptz,
  -- Encrypted by database/secrets.ts.
  secret text not null,
  -- Up to here the feed has been turned into messages.
  transaction_id xid8 not null,
  sequence bigint not null,
  -- The worker that sends now: one at a time, because of the order. A worker that died keeps it until its end.
  lease_id text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Each secret that was replaced stays valid for a day of its own: [{"secret": encrypted, "until": time}], the
  -- newest first.
  previous_secrets jsonb not null default '[]',
  -- The credential that made it, last said where it goes, or enabled it again. If it is null, or an operator's
  -- credential, it counts as the operator's. The webhook ends with the credential that set it up.
  created_by text references credentials,
  check (is_enabled = (disabled_reason is null)),
  check (is_enabled = (disabled_at is null)),
  check ((failures = 0) = (failing_since is null))
);
create index webhooks_by_contract on webhooks (contract_id, created_at, webhook_id);
create index webhooks_by_maker on webhooks (created_by) where is_enabled;
alter table webhooks enable row level security;
create policy tenant on webhooks to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhooks to swath_system using (true);
grant select, insert, update, delete on webhooks to swath_tenant, swath_system;

-- The bytes that are sent, fixed when the event is met first: a later version of the server may write events
-- differently, but every try of a message sends the same.
create table webhook_bodies (
  event_id text primary key,
  contract_id text not null references contracts,
  body text not null
);
alter table webhook_bodies enable row level security;
create policy tenant on webhook_bodies to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhook_bodies to swath_system using (true);
grant select, insert on webhook_bodies to swath_tenant;
grant select, insert, delete on webhook_bodies to swath_system;

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
create index webhook_messages_by_entity on webhook_messages (webhook_id, entity_id, sequence)
  where state = 'pending';
create index webhook_messages_by_event on webhook_messages (event_id);
create index webhook_messages_by_sequence on webhook_messages (webhook_id, sequence);
create index webhook_messages_dead on webhook_messages (contract_id, sequence) where state = 'dead';
-- The next messages: the oldest of a webhook, and whether an older one of its entity is in front of it.
create index webhook_messages_pending on webhook_messages (webhook_id, sequence) where state = 'pending';
alter table webhook_messages enable row level security;
create policy tenant on webhook_messages to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhook_messages to swath_system using (true);
grant select, insert, update on webhook_messages to swath_tenant;
grant select, insert, update, delete on webhook_messages to swath_system;

create table webhook_tries (
  try_id text primary key,
  webhook_id text not null references webhooks on delete cascade,
  contract_id text not null references contracts,
  -- It is no reference: the event of a test exists nowhere else.
  event_id text not null,
  type text not null,
  state text not null check (state in ('succeeded', 'failed')),
  started_at timestamptz not null,
  duration_ms integer not null,
  response jsonb,
  error text
);
create index webhook_tries_by_age on webhook_tries (started_at);
create index webhook_tries_by_webhook on webhook_tries (webhook_id, started_at, try_id);
alter table webhook_tries enable row level security;
create policy tenant on webhook_tries to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on webhook_tries to swath_system using (true);
grant select, insert on webhook_tries to swath_tenant;
grant select, insert, delete on webhook_tries to swath_system;

-- Others than the webhooks themselves read these columns of them.
create view webhook_facts with (security_invoker = true) as
select webhook_id,
  contract_id,
  url,
  description,
  is_enabled,
  failures,
  disabled_reason,
  disabled_at
from webhooks;
grant select on webhook_facts to swath_tenant, swath_system;

-- Others than the webhooks read these columns of their messages.
create view webhook_message_facts with (security_invoker = true) as
select webhook_id,
  contract_id,
  state,
  created_at,
  event_id,
  type
from webhook_messages;
grant select on webhook_message_facts to swath_tenant, swath_system;

-- Others than the webhooks read these columns of their requests.
create view webhook_try_facts with (security_invoker = true) as
select webhook_id,
  contract_id,
  started_at,
  error
from webhook_tries;
grant select on webhook_try_facts to swath_tenant, swath_system;
