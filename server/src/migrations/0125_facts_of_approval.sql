-- Mails tell approvers of an order as long as it waits for one of them.
create or replace view order_facts with (security_invoker = true) as
select order_id, contract_id, project_id, project_name, order_name, client_reference, sku, status, outcome, origin,
  origin_id, window_start, window_end, created_at, canceled_at, planned_at, parameters, terms, limits,
  processing_levels, metadata, requested_geometry, geometry, area_km2, periods, price_minor,
  cancellation_fee_minor, awaits_approval or awaits_spending_approval as awaits_approval, replaces_deliverable_id,
  destination_id, uses_default_destination, search_text, awaits_spending_approval
from orders;
