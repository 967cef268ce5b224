-- Made from a migrated database by `npm run docs`; do not edit.

create table credentials (
  client_id text primary key,
  secret_sha256 text,
  name text not null,
  role text not null check (role in ('customer', 'operator', 'provider')),
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  spend_cap_minor bigint check (spend_cap_minor >= 0),
  spend_cap_currency text,
  -- The provider for which the credential reports: it has no say on the captures of others.
  provider text,
  -- The scopes of the credential, which say what it may do.
  scopes text[] not null default '{}',
  -- The credential that made it. Where it is null the operator counts as the maker.
  created_by text references credentials,
  expires_at timestamptz,
  -- The credential that set the cap; null means the operator.
  spend_cap_by text references credentials,
  -- A secret that was replaced and is still good for a while.
  previous_secret_sha256 text,
  previous_secret_until timestamptz,
  -- Every token is of a generation. Whoever replaces a secret at once begins the next one, and the tokens before
  -- it end.
  token_generation integer not null default 0,
  -- It is a membership: the person acts by it, in a session instead of with a secret.
  person_id text references people,
  -- The membership follows the groups in which the provider of identities has the person.
  from_groups boolean not null default false,
  external_issuer text,
  -- As which the tokens of another issuer name the program: they are taken like its own.
  external_subject text,
  constraint a_program_has_a_secret_and_a_person_none check ((person_id is null) = (secret_sha256 is not null)),
  constraint an_external_identity_is_of_a_program check (external_subject is null or person_id is null),
  check ((spend_cap_minor is null) = (spend_cap_currency is null)),
  check ((role = 'provider') = (provider is not null)),
  check ((previous_secret_sha256 is null) = (previous_secret_until is null)),
  check ((external_issuer is null) = (external_subject is null)),
  check (scopes <@
case role
    when 'customer' then '{read,order,approve,cancel,deliveries,money,administer}'
    when 'operator' then '{ops:read,ops:desk,ops:missions,ops:providers,ops:reports,ops:catalog,ops:customers,ops:setup,ops:money,ops:people,ops:audit,ops:support}'
    else '{ops:reports}'
end)
);
create index credentials_by_maker on credentials (created_by) where created_by is not null;
create index credentials_by_person on credentials (person_id) where person_id is not null;
create unique index one_credential_of_an_external_identity on credentials (external_issuer, external_subject)
  where external_subject is not null and revoked_at is null;
create unique index one_membership_of_staff on credentials (person_id)
  where person_id is not null and role = 'operator' and revoked_at is null;
-- Processes remember whom they trust with what; they forget a credential when they hear of this.
create trigger credentials_announce_revocation after update of revoked_at, scopes, expires_at, token_generation, external_issuer, external_subject on credentials
  for each row when (new.revoked_at is distinct from old.revoked_at or new.scopes is distinct from old.scopes or new.expires_at is distinct from old.expires_at or new.token_generation is distinct from old.token_generation or new.external_issuer is distinct from old.external_issuer or new.external_subject is distinct from old.external_subject)
  execute function announce_revocation();
grant select, insert, update on credentials to swath_system;

create table credential_contracts (
  client_id text not null references credentials,
  contract_id text not null references contracts,
  primary key (client_id, contract_id)
);
grant select, insert, update, delete on credential_contracts to swath_system;

-- When each credential was used last. It is a table of its own: an order locks its credential, and whoever only
-- asks something must not wait for it.
create table credential_uses (
  client_id text primary key references credentials,
  last_used_at timestamptz not null
);
grant select, insert, update on credential_uses to swath_system;

create table signing_keys (
  key_id text primary key,
  -- The order of the keys: two may be made at the same instant, and one is the newest.
  position bigint generated always as identity unique,
  secret text not null,
  created_at timestamptz not null
);
grant select, insert, delete on signing_keys to swath_system;

-- Tokens that were given back before they expired. Each is remembered until nothing that it made can be alive.
create table revoked_tokens (
  token_id text primary key,
  client_id text not null references credentials,
  revoked_at timestamptz not null
);
create index revoked_tokens_by_client on revoked_tokens (client_id);
create trigger revoked_tokens_announce after insert on revoked_tokens
  for each row execute function announce_revoked_token();
grant select, insert, delete on revoked_tokens to swath_system;

-- Others than the accounts read these columns of their credentials.
create view credential_facts with (security_invoker = true) as
select client_id,
  provider
from credentials;
grant select on credential_facts to swath_system;

-- A key signs until the next one is made.
create view signing_keys_in_use with (security_invoker = true) as
select key_id,
  position,
  secret,
  created_at,
  lead(created_at) over (order by position) as retired_at
from signing_keys;
grant select on signing_keys_in_use to swath_system;

-- Which contracts a credential reaches.
create view reached_contracts with (security_invoker = true) as
select client_id,
  contract_id
from credential_contracts;
grant select on reached_contracts to swath_system;

-- As whom a credential is shown.
create view credential_names with (security_invoker = true) as
select client_id,
  name
from credentials;
grant select on credential_names to swath_system;

-- By what people act now.
create view current_memberships with (security_invoker = true) as
select client_id,
  person_id,
  role,
  scopes,
  expires_at,
  spend_cap_minor,
  spend_cap_currency,
  created_at,
  (select u.last_used_at
           from credential_uses u
          where u.client_id = c.client_id) as last_used_at,
  array(select k.contract_id
           from credential_contracts k
          where k.client_id = c.client_id
          order by k.contract_id) as contract_ids,
  from_groups
from credentials c
where person_id is not null and revoked_at is null;
grant select on current_memberships to swath_system;

-- The credentials that a credential of a customer has made, and those that these have made, and so on. Those
-- that an operator made belong to the operator.
create function credentials_made_by(maker text) returns setof text language sql stable as $$
  with recursive made as (
    select c.client_id from credentials c join credentials m on m.client_id = c.created_by
    where m.client_id = maker and m.role = 'customer'
    union select c.client_id from credentials c join made on c.created_by = made.client_id)
  select client_id from made
$$;

-- A credential and the customer's credentials that it comes from.
create function credential_makers(made text) returns setof text language sql stable as $$
  with recursive makers as (
    select client_id, created_by from credentials where client_id = made
    union select c.client_id, c.created_by from credentials c join makers on c.client_id = makers.created_by
    where c.role = 'customer')
  select client_id from makers
$$;

-- Whether a credential may still do what it once did.
create function credential_may(client text, scope text, at timestamptz) returns boolean
  language sql stable as $$
  select client is null or exists (select from credentials c where c.client_id = client and c.revoked_at is null
    and coalesce(c.expires_at > at, true) and (c.role <> 'customer' or scope = any (c.scopes)))
$$;

-- The caps that an order of a credential is under, its own and those of what it comes from: what a credential
-- has made spends with it. Beside each cap stands what was ordered under it since a time in the currency of the
-- cap: open orders at what they cost if everything is delivered, closed ones at what was delivered. The
-- credentials stay locked until the transaction ends, so that of many orders at once each counts those before
-- it; they are locked in one order, whoever asks. The function runs as its owner: a credential may order for
-- several contracts, of which row-level security shows one.
create function lock_spending(client text, since timestamptz)
  returns table(capped text, cap_minor bigint, currency text, ordered_minor bigint)
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  for capped, cap_minor, currency in
    select c.client_id, c.spend_cap_minor, c.spend_cap_currency from credentials c
    where c.client_id in (select credential_makers(client)) and c.spend_cap_minor is not null
    order by c.client_id for no key update
  loop
    select coalesce(sum(case when o.status = 'closed' then o.cancellation_fee_minor + delivered.amount_minor
        else greatest(o.price_minor, delivered.amount_minor) end), 0) into ordered_minor
    from orders o,
      lateral (select coalesce(sum(d.amount_minor), 0) as amount_minor
        from deliverables d where d.order_id = o.order_id) delivered
    where o.placed_by in (select capped union all select credentials_made_by(capped))
      and o.created_at >= since and o.terms ->> 'currency' = currency;
    return next;
  end loop;
end $$;
revoke execute on function lock_spending from public;
grant execute on function lock_spending to swath_tenant, swath_system;

-- Counts the senders that a credential, and all that comes from it, has set up and that still send.
create function set_up_by(client text) returns integer language sql stable as $$
  with its as (select client as client_id union select credentials_made_by(client))
  select ((select count(*) from webhooks where is_enabled and created_by in (select client_id from its))
    + (select count(*) from destinations where is_enabled and created_by in (select client_id from its))
    + (select count(*) from digests where state <> 'revoked' and created_by in (select client_id from its)))::integer
$$;

create function announce_revocation() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_revocations', new.client_id);
  return null;
end $$;

create function announce_revoked_token() returns trigger language plpgsql as $$
begin
  perform pg_notify('swath_revocations', new.client_id);
  return null;
end $$;
