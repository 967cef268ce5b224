comment on table secret_uses is
  'The secrets, wrong and right, that were presented, and from where; all processes share it. It need not survive a '
  'crash.';
comment on column credentials.scopes is 'The scopes of the credential, which say what it may do.';
comment on column credentials.spend_cap_by is 'The credential that set the cap; null means the operator.';
comment on column signing_keys.position is
  'The order of the keys: two may be made at the same instant, and one is the newest.';
comment on function credentials_made_by(text) is
  'The credentials that a credential of a customer has made, and those that these have made, and so on. Those that '
  'an operator made belong to the operator.';
comment on function set_up_by(text) is
  'Counts the senders that a credential, and all that comes from it, has set up and that still send.';
comment on column archive_collections.content is
  'The other fields of the STAC collection: providers, keywords, item_assets, summaries.';
comment on table contract_collections is
  'The collections that a contract may see. To see is not yet to be entitled to download: that needs an ARCLGD SKU.';
comment on column archive_items.order_contract_id is
  'The contract that commissioned the capture; it is null of what was imported.';
comment on column archive_items.assets is
  'The place of the bytes of each asset, by key: in the storage, or at an address elsewhere.';
comment on column archive_items.deliverable_id is
  'The deliverable, if the item was made for an order. It is in the collection of its level as well, and only the '
  'contract that ordered it sees it.';
comment on index archive_items_by_cloud_cover is 'A missing value comes last.';
comment on table broker_places is 'The place of the stream in the feed of each contract.';
comment on column captures.covered is
  'The part of the Earth that a deliverable shows: the part of its capture''s target that the footprint covers.';
comment on column captures.target_km2 is
  'The area that the capture is to show, in km2: a reader of an order asks for it of all its captures, and PostGIS '
  'takes twenty times as long to compute it as to read it.';
comment on table plans is
  'The parts of an order, as long as not all of them are there: the captures of all parts in the first round come '
  'first. A worker goes on where another one stopped.';
comment on column contract_skus.overlap is 'The ground on which strips overlap is counted once or for each strip.';
comment on column contract_skus.levels is 'Each level of one capture costs, or only the first.';
comment on column contract_skus.max_strip_ratio is
  'The share of the sky that an area may take: the area of its strips to what is ordered, at most.';
comment on table consumption_changes is
  'The changes that are to be added to the days. Every transaction appends its own, so that deliveries wait neither '
  'for each other nor for a job: days and changes together are right at every instant, and a job folds the one into '
  'the other.';
comment on table consumption_repairs is 'The faults of the days that a look at the deliverables found and set right.';
comment on column deliverables.footprint is
  'The ground that the deliverable shows, if that is not all that its capture covers.';
comment on column deliverables.credited_minor is
  'The amount that was given back, while the amount itself never changes: net = amount_minor - credited_minor.';
comment on column files.storage_key is
  'The place of the bytes of a file when that is not <deliverable_id>/<file_name>: a file that is delivered from '
  'the archive is not copied.';
comment on column files.corrupt_transfers is
  'The number of times that a file arrived whole, and not as it was announced. Transfers that broke off do not '
  'count.';
comment on column deliveries.revision is 'The revision of the destination when its files were sent.';
comment on column deliveries.reached_bytes is
  'The farthest place of any attempt: a delivery that gets further is not given up.';
comment on table delivery_files is
  'The files of a delivery, in the order in which they are sent. The last is its manifest, whose text is here.';
comment on table delivery_leases is
  'The worker that has a delivery. A worker that died keeps it until the lease ends.';
comment on column destinations.verification is 'The result of its last test.';
comment on column destinations.created_by is
  'The credential that made it, last said where it goes, or enabled it again. If it is null, or an operator''s '
  'credential, it counts as the operator''s. The destination ends with the credential that set it up.';
comment on table destination_defaults is
  'The destinations to which deliverables are sent by themselves: those of all orders of a contract, or of a '
  'project.';
comment on column digests.created_by is
  'The credential that made it. If it is null, or an operator''s credential, it counts as the operator''s.';
comment on table digest_mails is
  'The mails, fixed together with the place in the feed, so that a repeat is the same mail.';
comment on column analyses.request is 'The question to the provider.';
comment on table seal_signatures is
  'The signatures of seals: a writer of the database can compute seals again, but only the owner of the encryption '
  'key can sign them.';
comment on table balances is
  'The money of a contract in each currency. A transaction that is about to spend locks the row.';
comment on table ledger_repairs is 'The faults of the ledger that a look at its entries found and set right.';
comment on column orders.capture_count is
  'The number of captures that an order was to take when it was placed. Orders from elsewhere have none.';
comment on table reports is
  'The reports of providers, recorded before they are judged. A report may come before what it builds upon; it '
  'waits then, and is judged when the entity that it is about comes to be. It is found by that entity.';
comment on function refuse_change() is 'A record of the past stays as it was written.';
comment on table statements is
  'The amounts that were booked as consumed in a month. A statement never changes once it is closed.';
comment on column statement_lines.corrects_number is
  'The statement that has the charge which the line corrects, if it is an earlier one.';
comment on table upstream_contracts is
  'The progress of mirroring a v1 system, for each contract whose tasks are mirrored.';
comment on table webhooks is 'The addresses to which contracts want their events sent.';
comment on column webhooks.lease_id is
  'The worker that sends now: one at a time, because of the order. A worker that died keeps it until its end.';
comment on column webhooks.created_by is
  'The credential that made it, last said where it goes, or enabled it again. If it is null, or an operator''s '
  'credential, it counts as the operator''s. The webhook ends with the credential that set it up.';
comment on table webhook_bodies is
  'The bytes that are sent, fixed when the event is met first: a later version of the server may write events '
  'differently, but every try of a message sends the same.';
comment on function number_in(jsonb, text) is
  'A property of another type than expected is as good as missing: items are brought by others.';
comment on view stages is
  'The time that each stage of an order took, from its events. It shows our own orders only: imported ones rarely '
  'tell when their stages began.';
comment on view sku_terms is
  'The terms of the SKUs of contracts before the first change with a date; sku_terms_at() is what orders ask.';
comment on index webhook_messages_pending is
  'The next messages: the oldest of a webhook, and whether an older one of its entity is in front of it.';
