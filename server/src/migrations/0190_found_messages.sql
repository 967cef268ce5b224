-- Operators find messages to webhooks by the event that they tell.
create or replace view webhook_message_facts with (security_invoker = true) as
select webhook_id, contract_id, state, created_at, event_id, type from webhook_messages;
