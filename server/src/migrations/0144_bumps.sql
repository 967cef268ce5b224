-- An image that loses its pass to an order of a higher class is credited a share of its price, once.
alter table captures add compensation_minor bigint not null default 0 check (compensation_minor >= 0);
comment on column captures.compensation_minor is
  'What was credited because an order of a higher class took the pass of the capture, in the currency of its order.';
update captures set document = left(document, -1) || ',"compensation_minor":0}' where document like '%}';

create or replace view capture_facts with (security_invoker = true) as
select capture_id, contract_id, order_id, provider, origin_id, outcome_id, strip, attempt, status, reason_code, source, access,
  target, target_km2, footprint, covered, cloud_cover_pct, acquired_at, created_at, updated_at, hours_to_deliver,
  compensation_minor
from captures;

alter table ledger_entries drop constraint ledger_entries_kind_check;
alter table ledger_entries add constraint ledger_entries_kind_check check (kind in
  ('grant', 'hold', 'release', 'charge', 'refund', 'adjustment', 'cancellation_fee', 'compensation'));
-- The event of the capture says what is credited, so no other can be its reason.
create unique index ledger_compensation_once on ledger_entries (event_id, account) where kind = 'compensation';
