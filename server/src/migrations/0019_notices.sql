-- Digests by e-mail, the publisher to a message broker, and answers with secrets that are kept for repeats.

-- Encrypted, see platform/secrets.ts.
alter table idempotent_answers add column is_encrypted boolean not null default false;
grant update on idempotent_answers to swath_system;

create table digests (
  digest_id text primary key,
  contract_id text not null references contracts,
  email text not null,
  frequency text not null check (frequency in ('hourly', 'daily')),
  state text not null check (state in ('unconfirmed', 'active', 'unsubscribed', 'refused')),
  -- Up to here the feed is in mails.
  transaction_id xid8 not null,
  sequence bigint not null,
  next_at timestamptz not null,
  last_sent_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index digests_by_email on digests (contract_id, lower(email));
create index digests_due on digests (next_at) where state = 'active';

-- What is sent, fixed together with the place in the feed, so that a repeat is the same mail.
create table digest_mails (
  mail_id text primary key,
  -- No reference: how many confirmations a contract has asked for counts beyond the digest.
  digest_id text not null,
  contract_id text not null references contracts,
  -- Never twice for one digest: 'confirmation', the place in the feed, or what is told.
  about text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'refused')),
  tries integer not null default 0,
  next_try_at timestamptz not null,
  created_at timestamptz not null,
  unique (digest_id, about)
);
create index digest_mails_pending on digest_mails (next_try_at) where state = 'pending';
create index digest_mails_by_age on digest_mails (created_at);
create index digest_mails_by_contract on digest_mails (contract_id, created_at);

-- One publisher at a time for each stream of the broker, and how far it is in the feed of each contract.
create table broker_streams (
  stream text primary key,
  lease_id text,
  lease_until timestamptz
);
create table broker_places (
  stream text not null references broker_streams,
  contract_id text not null references contracts,
  transaction_id xid8 not null,
  sequence bigint not null,
  primary key (stream, contract_id)
);

do $$
declare
  name text;
begin
  foreach name in array array['digests', 'digest_mails'] loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy tenant on %I to swath_tenant
      using (contract_id = (select current_setting(''swath.contract_id'', true)))', name);
    execute format('create policy system on %I to swath_system using (true)', name);
  end loop;
end
$$;

grant select, insert, update, delete on digests, digest_mails to swath_tenant, swath_system;
grant select, insert, update on broker_streams, broker_places to swath_system;
