-- Who set up what sends events and files on its own: made it, last said where it goes, or enabled it again. Null of those
-- of before, whose maker nobody knows. They count as the house's, as do those whose maker an operator's credential is.
alter table webhooks add column created_by text references credentials;
alter table destinations add column created_by text references credentials;
alter table digests add column created_by text references credentials;
create index webhooks_by_maker on webhooks (created_by) where is_enabled;
create index destinations_by_maker on destinations (created_by) where is_enabled;
create index digests_by_maker on digests (created_by) where state <> 'revoked';

-- It ends with the credential that set it up.
alter table webhooks drop constraint webhooks_disabled_reason_check,
  add check (disabled_reason in ('by_customer', 'gone', 'failing', 'credential_ended'));
alter table destinations add column disabled_reason text check (disabled_reason in ('by_customer', 'credential_ended'));
update destinations set disabled_reason = 'by_customer' where not is_enabled;
alter table destinations add check (is_enabled = (disabled_reason is null));
alter table digests drop constraint digests_state_check,
  add check (state in ('unconfirmed', 'active', 'unsubscribed', 'refused', 'revoked'));

-- How much a credential, and all that comes from it, has set up that still sends.
create function set_up_by(client text) returns integer language sql stable as $$
  with its as (select client as client_id union select credentials_made_by(client))
  select ((select count(*) from webhooks where is_enabled and created_by in (select client_id from its))
    + (select count(*) from destinations where is_enabled and created_by in (select client_id from its))
    + (select count(*) from digests where state <> 'revoked' and created_by in (select client_id from its)))::integer
$$;
-- What a credential has set up is from now on its maker's, or the house's.
create function hand_on_set_up(client text) returns void language sql as $$
  with heir as (select (select m.client_id from credentials c join credentials m on m.client_id = c.created_by
      where c.client_id = client and m.role = 'customer') as client_id),
    of_webhooks as (update webhooks set created_by = heir.client_id from heir where created_by = client),
    of_destinations as (update destinations set created_by = heir.client_id from heir where created_by = client)
  update digests set created_by = heir.client_id from heir where created_by = client
$$;

-- Whether a credential may still what it once did.
create function credential_may(client text, scope text, at timestamptz) returns boolean language sql stable as $$
  select client is null or exists (select from credentials c where c.client_id = client and c.revoked_at is null
    and coalesce(c.expires_at > at, true) and (c.role <> 'customer' or scope = any (c.scopes)))
$$;
