-- Made from a migrated database by `npm run docs`; do not edit.

create table digests (
  digest_id text primary key,
  contract_id text not null references contracts,
  email text not null,
  frequency text not null check (frequency in ('hourly', 'daily')),
  state text not null check (state in ('unconfirmed', 'active', 'unsubscribed', 'refused', 'revoked')),
  -- Up to here the feed is in mails.
  transaction_id xid8 not null,
  sequence bigint not null,
  next_at timestamptz not null,
  last_sent_at timestamptz,
  last_error text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- The link at the end of each mail lasts as long as mails lie around, longer than any key that signs.
  unsubscribe_token text not null default gen_random_uuid()::text,
  -- The credential that made it. If it is null, or an operator's credential, it counts as the operator's.
  created_by text references credentials
);
create unique index digests_by_email on digests (contract_id, lower(email));
create index digests_by_maker on digests (created_by) where state <> 'revoked';
create index digests_due on digests (next_at) where state = 'active';
alter table digests enable row level security;
create policy tenant on digests to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on digests to swath_system using (true);
grant select, insert, update, delete on digests to swath_tenant, swath_system;

-- The mails, fixed together with the place in the feed, so that a repeat is the same mail.
create table digest_mails (
  mail_id text primary key,
  -- It is no reference: how many confirmations a contract has asked for counts beyond the digest.
  digest_id text not null,
  contract_id text not null references contracts,
  -- Never twice for one digest: "confirmation", the place in the feed, or what is told.
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
create index digest_mails_by_age on digest_mails (created_at);
create index digest_mails_by_contract on digest_mails (contract_id, created_at);
create index digest_mails_pending on digest_mails (next_try_at) where state = 'pending';
alter table digest_mails enable row level security;
create policy tenant on digest_mails to swath_tenant
  using (contract_id = (select current_setting('swath.contract_id', true)));
create policy system on digest_mails to swath_system using (true);
grant select, insert, update, delete on digest_mails to swath_tenant, swath_system;

-- Others than the digests read these columns of their mails.
create view digest_mail_facts with (security_invoker = true) as
select contract_id,
  state
from digest_mails;
grant select on digest_mail_facts to swath_tenant, swath_system;
