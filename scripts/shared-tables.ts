/**
 * Tables that others still read than the noun whose they are, by who reads them. A noun that publishes in a view what
 * others may know takes its table off these lists, which only get shorter.
 */
export const shared_tables: Readonly<Record<string, readonly string[]>> = {
  accounts: ['contracts'],
  archive: ['captures', 'deliverables', 'orders'],
  broker: ['contracts'],
  captures: ['deliverables', 'orders'],
  consumption: ['deliverables', 'orders'],
  deliverables: ['captures', 'contracts', 'orders'],
  deliveries: ['captures', 'deliverables', 'destination_defaults', 'destinations', 'orders'],
  digests: ['orders', 'webhook_tries', 'webhooks'],
  downloads: ['archive_collections', 'contract_skus', 'deliverables', 'orders'],
  feed: ['contracts'],
  ledger: ['captures', 'contracts', 'deliverables', 'orders'],
  metrics: ['broker_places', 'contracts', 'deliveries', 'digest_mails', 'webhook_messages', 'webhooks'],
  mirror: ['captures', 'contracts', 'deliverables', 'orders'],
  orders: ['captures', 'contracts', 'deliverables', 'deliveries', 'destinations'],
  projects: ['orders'],
  record: ['captures', 'credentials', 'orders'],
  stac: ['archive_collections', 'archive_items'],
  statements: ['contracts', 'deliverables', 'ledger_entries', 'orders'],
  upstream: ['orders'],
  webhooks: ['contract_skus', 'orders'],
}
