-- How long a provider takes from the end of a collection to a delivery was a constant of the server. Each capture keeps now
-- what its provider promises; those that were there were all told by these hours.
alter table captures add column hours_to_deliver jsonb
  default '{"L0": 1, "L1A": 1, "L1B": 1.25, "L1C": 2, "L1D": 2.75, "L1D_SR": 4}';
alter table captures alter column hours_to_deliver drop default;
comment on column captures.hours_to_deliver is
  'By level, how many hours after the collection its provider delivers. It is null as long as no provider has the capture.';
create or replace view capture_facts with (security_invoker = true) as
select capture_id, contract_id, order_id, provider, origin_id, outcome_id, strip, attempt, status, reason_code, source, access,
  target, target_km2, footprint, covered, cloud_cover_pct, acquired_at, created_at, updated_at, hours_to_deliver
from captures;
