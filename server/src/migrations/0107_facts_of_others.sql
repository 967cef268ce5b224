-- What others may know of a table, its owner says in a view, as 0090_facts.sql began it: renaming a column of a table then
-- is its owner's affair alone. Each is read with the rights of whoever asks, so that row-level security shows the same rows
-- as before, and each is one table without a condition, so that it costs nothing. Rows are locked through a view by who has
-- the right to change one of its columns; nobody changes any.
create view order_facts with (security_invoker = true) as
select order_id, contract_id, project_id, project_name, order_name, client_reference, sku, status, outcome, origin, origin_id,
  window_start, window_end, created_at, canceled_at, planned_at, parameters, terms, limits, processing_levels, metadata,
  requested_geometry, geometry, area_km2, periods, price_minor, cancellation_fee_minor, awaits_approval,
  replaces_deliverable_id, destination_id, uses_default_destination, search_text
from orders;
comment on view order_facts is 'What others than the orders themselves may know of them.';
grant select, update (order_id) on order_facts to swath_tenant, swath_system;

create view capture_facts with (security_invoker = true) as
select capture_id, contract_id, order_id, provider, origin_id, outcome_id, strip, attempt, status, reason_code, source, access,
  target, target_km2, footprint, covered, cloud_cover_pct, acquired_at, created_at, updated_at
from captures;
comment on view capture_facts is 'What others than the captures themselves may know of them.';
grant select, update (capture_id) on capture_facts to swath_tenant, swath_system;

create view deliverable_facts with (security_invoker = true) as
select deliverable_id, contract_id, order_id, capture_id, processing_level, part, scene_id, status, reason_code, footprint,
  unit, currency, price_minor, quantity, amount_minor, credited_minor, delivered_at, created_at
from deliverables;
comment on view deliverable_facts is 'What others than the deliverables themselves may know of them.';
grant select on deliverable_facts to swath_tenant, swath_system;

create view delivery_facts with (security_invoker = true) as
select delivery_id, contract_id, order_id, status from deliveries;
comment on view delivery_facts is 'What others than the deliveries themselves may know of them.';
grant select on delivery_facts to swath_tenant, swath_system;

create view destination_facts with (security_invoker = true) as
select destination_id, contract_id, path_template, revision, is_enabled, removed_at from destinations;
comment on view destination_facts is 'What others than the destinations themselves may know of them.';
grant select, update (destination_id) on destination_facts to swath_tenant, swath_system;

create view destination_default_facts with (security_invoker = true) as
select contract_id, project_id, destination_id from destination_defaults;
comment on view destination_default_facts is 'Where the deliverables of a contract or a project go by themselves, for others.';
grant select on destination_default_facts to swath_tenant, swath_system;

create view contract_facts with (security_invoker = true) as
select contract_id, name, currency, time_zone, suspended_at, suspension_reason, ends_at, budget_at_limit, rejection_policy
from contracts;
comment on view contract_facts is 'What others than the contracts themselves may know of them.';
grant select on contract_facts to swath_tenant;
grant select, update (contract_id) on contract_facts to swath_system;
drop view contract_standing;

create view sku_facts with (security_invoker = true) as select contract_id, sku from contract_skus;
comment on view sku_facts is 'The SKUs of a contract, for others than the catalogue.';
grant select on sku_facts to swath_tenant, swath_system;

create view ledger_entry_facts with (security_invoker = true) as
select entry_id, contract_id, sequence, transaction_id, kind, account, currency, amount_minor, order_id, deliverable_id,
  event_id, message, booked_at
from ledger_entries;
comment on view ledger_entry_facts is 'What others than the ledger may know of its entries.';
grant select on ledger_entry_facts to swath_tenant, swath_system;

create view archive_collection_facts with (security_invoker = true) as
select collection, position, title, description, content, west, south, east, north from archive_collections;
comment on view archive_collection_facts is 'What others than the archive may know of its collections.';
grant select on archive_collection_facts to swath_tenant, swath_system;

create view archive_item_facts with (security_invoker = true) as
select collection, item_id, datetime, document from archive_items;
comment on view archive_item_facts is 'What others than the archive may know of its items.';
grant select on archive_item_facts to swath_tenant, swath_system;

create view credential_facts with (security_invoker = true) as select client_id, provider from credentials;
comment on view credential_facts is 'What others than the accounts may know of their credentials.';
grant select on credential_facts to swath_system;

create view webhook_facts with (security_invoker = true) as
select webhook_id, contract_id, url, description, is_enabled, failures, disabled_reason, disabled_at from webhooks;
comment on view webhook_facts is 'What others than the webhooks themselves may know of them.';
grant select on webhook_facts to swath_tenant, swath_system;

create view webhook_message_facts with (security_invoker = true) as
select webhook_id, contract_id, state, created_at from webhook_messages;
comment on view webhook_message_facts is 'What others than the webhooks may know of their messages.';
grant select on webhook_message_facts to swath_tenant, swath_system;

create view webhook_try_facts with (security_invoker = true) as
select webhook_id, contract_id, started_at, error from webhook_tries;
comment on view webhook_try_facts is 'What others than the webhooks may know of their requests.';
grant select on webhook_try_facts to swath_tenant, swath_system;

create view digest_mail_facts with (security_invoker = true) as select contract_id, state from digest_mails;
comment on view digest_mail_facts is 'What others than the digests may know of their mails.';
grant select on digest_mail_facts to swath_tenant, swath_system;

create view broker_place_facts with (security_invoker = true) as
select stream, contract_id, transaction_id, sequence from broker_places;
comment on view broker_place_facts is 'How far a stream of the broker has the events of a contract, for others.';
grant select on broker_place_facts to swath_system;
