-- What a credential may, who made it, until when it is good, and who limited it.
alter table credentials
  add column scopes text[] not null default '{}'
    check (scopes <@ '{read,order,cancel,deliveries,money,administer}'),
  -- The credential that made it; null of those of before, whose maker nobody knows. They count as the operator's.
  add column created_by text references credentials,
  add column expires_at timestamptz,
  -- Whoever set the cap, and null likewise.
  add column spend_cap_by text references credentials,
  -- A secret that was replaced and is good for a while yet.
  add column previous_secret_sha256 text,
  add column previous_secret_until timestamptz,
  -- Tokens are of a generation; whoever replaces a secret at once begins the next, and those before it end.
  add column token_generation integer not null default 0,
  add check ((previous_secret_sha256 is null) = (previous_secret_until is null));
create index credentials_by_maker on credentials (created_by) where created_by is not null;

-- Those of before may what they could.
update credentials set scopes = '{read,order,cancel,deliveries,money,administer}' where role = 'customer';

-- What a credential of a customer has made, and what that has made, and so on. What an operator made is the house's.
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

-- The caps that an order of a credential is under, its own and those of what it comes from: what a credential has made
-- spends with it. See 0024_spend_caps.sql. They are locked in one order, whoever asks.
drop function lock_spending;
create function lock_spending(client text, since timestamptz)
  returns table (capped text, cap_minor bigint, currency text, ordered_minor bigint)
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

-- Processes remember whom they trust with what.
create or replace trigger credentials_announce_revocation
  after update of revoked_at, scopes, expires_at, token_generation on credentials
  for each row when (
    (new.revoked_at, new.scopes, new.expires_at, new.token_generation)
    is distinct from (old.revoked_at, old.scopes, old.expires_at, old.token_generation))
  execute function announce_revocation();
