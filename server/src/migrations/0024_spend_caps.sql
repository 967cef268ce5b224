-- What one credential may order in a calendar month, however much its contracts may.

alter table credentials
  add column spend_cap_minor bigint check (spend_cap_minor >= 0),
  add column spend_cap_currency text,
  add check ((spend_cap_minor is null) = (spend_cap_currency is null));

-- The credential that placed it; none of orders of other systems.
alter table orders add column placed_by text references credentials;
create index orders_by_placer on orders (placed_by, created_at) where placed_by is not null;

-- The cap of a credential and what it has ordered since a time in the currency of the cap: open orders at what they
-- cost if everything is delivered, closed ones at what was delivered. No row of a credential without a cap.
--
-- The credential stays locked until the transaction ends, so that of many orders at once each counts those before it.
-- It runs as its owner: a credential may order for several contracts, of which row-level security shows one.
create function lock_spending(client text, since timestamptz)
  returns table (cap_minor bigint, currency text, ordered_minor bigint)
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Orders refer to the credential, which `for update` would keep them from.
  select c.spend_cap_minor, c.spend_cap_currency into cap_minor, currency
  from credentials c where c.client_id = client and c.spend_cap_minor is not null for no key update;
  if not found then return; end if;
  select coalesce(sum(case when o.status = 'closed' then o.cancellation_fee_minor + delivered.amount_minor
      else greatest(o.price_minor, delivered.amount_minor) end), 0) into ordered_minor
  from orders o,
    lateral (select coalesce(sum(d.amount_minor), 0) as amount_minor
      from deliverables d where d.order_id = o.order_id) delivered
  where o.placed_by = client and o.created_at >= since and o.terms ->> 'currency' = currency;
  return next;
end $$;
revoke execute on function lock_spending from public;
grant execute on function lock_spending to swath_tenant, swath_system;
