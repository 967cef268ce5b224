// one list: every table
// Made from a migrated database by `npm run docs`; do not edit.
import type { ColumnType, GeneratedAlways, RawBuilder } from 'kysely'

/** It is written by an expression: see `json` in database/columns.ts. */
type Json = ColumnType<unknown, RawBuilder<unknown>, RawBuilder<unknown>>

/** It is written by an expression of PostGIS, and read by one: as it is, it is hexadecimal text. */
type Shape = ColumnType<string, RawBuilder<unknown>, RawBuilder<unknown>>

/** A column that may be null may be left out of an insert. */
type Nullable<T> = [T] extends [ColumnType<infer Read, infer Written, infer Changed>]
  ? ColumnType<Read | null, Written | null | undefined, Changed | null>
  : ColumnType<T | null, T | null | undefined, T | null>

/** A column for which the database has a value may be left out, too. */
type Defaulted<T> = [T] extends [ColumnType<infer Read, infer Written, infer Changed>]
  ? ColumnType<Read, Written | undefined, Changed>
  : ColumnType<T, T | undefined, T>

export interface Tables {
  all_audit_entries: AllAuditEntriesTable
  analyses: AnalysesTable
  analysis_batches: AnalysisBatchesTable
  approval_limit_facts: ApprovalLimitFactsTable
  approval_limits: ApprovalLimitsTable
  archive_collection_facts: ArchiveCollectionFactsTable
  archive_collections: ArchiveCollectionsTable
  archive_item_facts: ArchiveItemFactsTable
  archive_items: ArchiveItemsTable
  area_facts: AreaFactsTable
  areas: AreasTable
  audit_entries: AuditEntriesTable
  audit_heads: AuditHeadsTable
  audit_links: AuditLinksTable
  audit_personal: AuditPersonalTable
  authenticators: AuthenticatorsTable
  balances: BalancesTable
  billing_details: BillingDetailsTable
  booked_cancellation_fees: BookedCancellationFeesTable
  broker_place_facts: BrokerPlaceFactsTable
  broker_places: BrokerPlacesTable
  broker_streams: BrokerStreamsTable
  capture_facts: CaptureFactsTable
  captures: CapturesTable
  challenges: ChallengesTable
  consumed_days: ConsumedDaysTable
  consumption_changes: ConsumptionChangesTable
  consumption_days: ConsumptionDaysTable
  consumption_repairs: ConsumptionRepairsTable
  contract_collections: ContractCollectionsTable
  contract_facts: ContractFactsTable
  contract_owners: ContractOwnersTable
  contract_quotas: ContractQuotasTable
  contract_sku_changes: ContractSkuChangesTable
  contract_sku_prices: ContractSkuPricesTable
  contract_skus: ContractSkusTable
  contracts: ContractsTable
  credential_contracts: CredentialContractsTable
  credential_facts: CredentialFactsTable
  credential_names: CredentialNamesTable
  credential_uses: CredentialUsesTable
  credentials: CredentialsTable
  current_memberships: CurrentMembershipsTable
  deliverable_facts: DeliverableFactsTable
  deliverables: DeliverablesTable
  deliveries: DeliveriesTable
  delivery_attempts: DeliveryAttemptsTable
  delivery_facts: DeliveryFactsTable
  delivery_files: DeliveryFilesTable
  delivery_leases: DeliveryLeasesTable
  destination_default_facts: DestinationDefaultFactsTable
  destination_defaults: DestinationDefaultsTable
  destination_facts: DestinationFactsTable
  destinations: DestinationsTable
  digest_mail_facts: DigestMailFactsTable
  digest_mails: DigestMailsTable
  digests: DigestsTable
  encryption_key: EncryptionKeyTable
  event_seals: EventSealsTable
  events: EventsTable
  file_facts: FileFactsTable
  files: FilesTable
  forwarded_orders: ForwardedOrdersTable
  idempotent_answers: IdempotentAnswersTable
  identities: IdentitiesTable
  invitations: InvitationsTable
  ledger_entries: LedgerEntriesTable
  ledger_entry_facts: LedgerEntryFactsTable
  ledger_repairs: LedgerRepairsTable
  listed_archive_items: ListedArchiveItemsTable
  listed_areas: ListedAreasTable
  listed_audit_entries: ListedAuditEntriesTable
  listed_captures: ListedCapturesTable
  listed_deliverables: ListedDeliverablesTable
  listed_deliveries: ListedDeliveriesTable
  listed_orders: ListedOrdersTable
  listed_projects: ListedProjectsTable
  listed_statements: ListedStatementsTable
  listed_tasks: ListedTasksTable
  migrations: MigrationsTable
  odds_promise_facts: OddsPromiseFactsTable
  odds_promises: OddsPromisesTable
  one_time_links: OneTimeLinksTable
  order_facts: OrderFactsTable
  orders: OrdersTable
  organisations: OrganisationsTable
  own_stages: OwnStagesTable
  passkeys: PasskeysTable
  people: PeopleTable
  planned_captures: PlannedCapturesTable
  planned_constellations: PlannedConstellationsTable
  plans: PlansTable
  project_facts: ProjectFactsTable
  projects: ProjectsTable
  provider_decisions: ProviderDecisionsTable
  provider_health: ProviderHealthTable
  provider_nonces: ProviderNoncesTable
  provider_sessions: ProviderSessionsTable
  provider_skus: ProviderSkusTable
  provider_standing: ProviderStandingTable
  provider_tasks: ProviderTasksTable
  provider_visits: ProviderVisitsTable
  providers: ProvidersTable
  quotes: QuotesTable
  reached_contracts: ReachedContractsTable
  recovery_codes: RecoveryCodesTable
  reports: ReportsTable
  reservations: ReservationsTable
  reserved_passes: ReservedPassesTable
  restricted_areas: RestrictedAreasTable
  revoked_tokens: RevokedTokensTable
  seal_signatures: SealSignaturesTable
  second_factor_rules: SecondFactorRulesTable
  secret_uses: SecretUsesTable
  sessions: SessionsTable
  set_aside_jobs: SetAsideJobsTable
  set_up_areas: SetUpAreasTable
  set_up_contracts: SetUpContractsTable
  set_up_organisations: SetUpOrganisationsTable
  set_up_providers: SetUpProvidersTable
  sign_on_attempts: SignOnAttemptsTable
  signing_keys: SigningKeysTable
  signing_keys_in_use: SigningKeysInUseTable
  sku_change_times: SkuChangeTimesTable
  sku_facts: SkuFactsTable
  sku_terms: SkuTermsTable
  spent_logout_tokens: SpentLogoutTokensTable
  stages: StagesTable
  statement_lines: StatementLinesTable
  statements: StatementsTable
  upstream_contracts: UpstreamContractsTable
  webhook_bodies: WebhookBodiesTable
  webhook_facts: WebhookFactsTable
  webhook_message_facts: WebhookMessageFactsTable
  webhook_messages: WebhookMessagesTable
  webhook_tries: WebhookTriesTable
  webhook_try_facts: WebhookTryFactsTable
  webhooks: WebhooksTable
}

/** For the provider, with their places in the chain of all. */
export interface AllAuditEntriesTable {
  entry_id: string | null
  sequence: number | null
  at: Date | null
  client_id: string | null
  role: string | null
  person_id: string | null
  contract_id: string | null
  operation: string | null
  subject: string | null
  result: string | null
  status: number | null
  code: string | null
  request_id: string | null
  number: number | null
  search_text: string | null
  row_version: string | null
  document: string | null
}

/** Feasibility analyses are not part of any history: each lives for a day and is then deleted. */
export interface AnalysesTable {
  analysis_id: string
  contract_id: string
  /** The question to the provider. */
  request: Json
  finished_at: Nullable<Date>
  expires_at: Date
  document: string
  /** The parameters as the customer wrote them: an order that names an opportunity has them too. It is null of older analyses. */
  asked: Nullable<Json>
  /** How far the window and the limits may be widened. It is null where they can not be, and of older analyses. */
  widest: Nullable<Json>
  /** The request that asked for it beside others. It is null of one that was asked alone. */
  batch_id: Nullable<string>
  batch_index: Nullable<number>
  /** Of the SKU, the geometry and the parameters as the customer wrote them: an order with the same ones was told these odds. It is null of older analyses. */
  question_digest: Nullable<string>
  /** The odds that it tells of its whole window, by when, and on which basis. It is null where it tells none. */
  told: Nullable<Json>
}

/** Analyses of several targets that were asked in one request. */
export interface AnalysisBatchesTable {
  batch_id: string
  contract_id: string
  /** The targets that could not be ordered, each with its index and what is wrong with it. */
  refused: Json
  expires_at: Date
}

/** Others than the orders read here above which price orders of a contract wait. */
export interface ApprovalLimitFactsTable {
  contract_id: string
  above_minor: number
}

/** An order that costs more waits for somebody of the customer who may approve it, unless whoever places it may. */
export interface ApprovalLimitsTable {
  contract_id: string
  above_minor: number
  set_by: string
  set_at: Date
}

/** Others than the archive read these columns of its collections. */
export interface ArchiveCollectionFactsTable {
  collection: string
  position: number
  title: string
  description: string
  content: unknown
  west: number | null
  south: number | null
  east: number | null
  north: number | null
}

export interface ArchiveCollectionsTable {
  collection: string
  title: string
  description: string
  /** Null of collections of more than one level. */
  processing_level: Nullable<string>
  position: number
  /** The other fields of the STAC collection: providers, keywords, item_assets, summaries. */
  content: Defaulted<Json>
  /** The box around all items that the collection has had. It only grows, so that almost no insert has to change it, and two of them at once seldom wait for each other. */
  west: Nullable<number>
  south: Nullable<number>
  east: Nullable<number>
  north: Nullable<number>
}

/** Others than the archive read these columns of its items. */
export interface ArchiveItemFactsTable {
  collection: string
  item_id: string
  datetime: Date
  document: string
}

export interface ArchiveItemsTable {
  collection: string
  item_id: string
  /** The capture event that the item shows; all items of a capture have the same. */
  outcome_id: string
  /** The contract that commissioned the capture; it is null of what was imported. */
  order_contract_id: Nullable<string>
  geometry: Shape
  datetime: Date
  created_at: Date
  updated_at: Date
  properties: Json
  /** The place of the bytes of each asset, by key: in the storage, or at an address elsewhere. */
  assets: Json
  /** The STAC item as it is answered, so that a page of items is their texts joined. */
  document: string
  /** This and the next columns are read from the row itself: the properties are often so long that they lie elsewhere. */
  cloud_cover: GeneratedAlways<number | null>
  off_nadir: GeneratedAlways<number | null>
  sun_elevation: GeneratedAlways<number | null>
  gsd: GeneratedAlways<number | null>
  platform: GeneratedAlways<string | null>
  grid_code: GeneratedAlways<string | null>
  /** The deliverable, if the item was made for an order. It is in the collection of its level as well, and only the contract that ordered it sees it. */
  deliverable_id: Nullable<string>
}

/** Others than the areas themselves read these columns of them. */
export interface AreaFactsTable {
  area_id: string
  contract_id: string
  project_id: string
}

/** Areas that a contract keeps by name, so that it can order them again. */
export interface AreasTable {
  area_id: string
  contract_id: string
  project_id: string
  name: string
  /** As the customer wrote it; geometry is cut at the antimeridian. */
  given_geometry: Json
  geometry: Shape
  area_km2: number
  /** All areas of a contract together may have so many, which bounds a list of them. */
  positions: number
  created_at: Date
  updated_at: Date
}

/** Who did what, and who read what is money or secret. An entry is written in the transaction of the change that it tells of, so there is never one without the other. Work that no single transaction holds has two: begun, and how it ended. */
export interface AuditEntriesTable {
  /** Given by number_audit_entry(). A number that is missing was taken by a transaction that was cut off, or its entry was removed. */
  sequence: number
  entry_id: string
  at: Date
  client_id: string
  role: string
  person_id: Nullable<string>
  /** Of an operator who looked at the system as the customer sees it. */
  view_id: Nullable<string>
  /** Whose customer sees the entry; none where it is about the house alone. */
  contract_id: Nullable<string>
  operation: string
  subject: Nullable<string>
  /** What the path named and what was made, by the names of their ids. */
  ids: Json
  /** What the body named; its values may be secrets. */
  fields: Json
  result: 'begun' | 'done' | 'planned' | 'repeated' | 'refused' | 'failed'
  status: number
  code: Nullable<string>
  request_id: string
  /** Binds the entry to its row in audit_personal, also when that is erased: nobody can guess it without the salt. */
  personal_sha256: string
  /** By a key that is not in the database: until an entry is sealed, nobody else can write or change one unseen. */
  signature: string
  /** Of whoever had to say why. */
  reason: Nullable<string>
}

/** Ends of chains, signed with a key that is not in the database: whoever can write the database can chain entries anew, and cannot sign them. */
export interface AuditHeadsTable {
  /** A contract, or empty: all entries. */
  chain: string
  number: number
  sha256: string
  public_key: string
  signature: string
  signed_at: Date
}

/** The entries in the order in which they are sealed, each with the hash of the one before in its own. There is one chain of all entries and one for each contract, so that a customer can verify its own. */
export interface AuditLinksTable {
  number: number
  sequence: number
  /** Whether the entry had its signature when it was sealed. */
  is_genuine: boolean
  sha256: string
  contract_id: Nullable<string>
  contract_number: Nullable<number>
  contract_sha256: Nullable<string>
}

/** What an entry tells of a person. It may be erased, and nothing else: the entry keeps a hash with a salt that goes too. */
export interface AuditPersonalTable {
  sequence: number
  salt: string
  name: string
  address: string
  agent: string
}

/** The app of somebody that shows codes (RFC 6238). It counts once it is confirmed by one. */
export interface AuthenticatorsTable {
  person_id: string
  /** Encrypted. */
  secret: string
  confirmed_at: Nullable<Date>
  /** The step of time whose code was taken last: neither it nor an earlier one is taken again. */
  last_step: number
  created_at: Date
}

/** The money of a contract in each currency. A transaction that is about to spend locks the row. */
export interface BalancesTable {
  contract_id: string
  currency: string
  granted_minor: Defaulted<number>
  available_minor: Defaulted<number>
  held_minor: Defaulted<number>
  consumed_minor: Defaulted<number>
  /** Since its first grant; before that the contract spends without a limit, and "available" is below zero. */
  is_limited: Defaulted<boolean>
}

/** Whom a statement is addressed to; the name of the contract where there is no name here. */
export interface BillingDetailsTable {
  contract_id: string
  customer_number: GeneratedAlways<number>
  name: Nullable<string>
  address: Defaulted<string[]>
  tax_id: Nullable<string>
  updated_at: Date
  /** By which the customer finds statements, such as the number of its purchase order. */
  reference: Nullable<string>
  /** Of electronic invoices: the country, the identifier in Peppol, the tax and the days in which it is paid. */
  invoicing: Nullable<Json>
}

/** Fees have no deliverable: they are told beside, by the time of their booking. */
export interface BookedCancellationFeesTable {
  order_id: string | null
  booked_at: Date | null
  amount_minor: number | null
  currency: string | null
  order_name: string | null
  sku: string | null
  project_id: string | null
  project_name: string | null
  search_text: string | null
}

/** Others than the broker read here which events of a contract a stream has. */
export interface BrokerPlaceFactsTable {
  stream: string
  contract_id: string
  transaction_id: string
  sequence: number
}

/** The place of the stream in the feed of each contract. */
export interface BrokerPlacesTable {
  stream: string
  contract_id: string
  transaction_id: string
  sequence: number
}

/** There is one publisher at a time for each stream of the broker. */
export interface BrokerStreamsTable {
  stream: string
  lease_id: Nullable<string>
  lease_until: Nullable<Date>
}

/** Others than the captures themselves read these columns of them. */
export interface CaptureFactsTable {
  capture_id: string
  contract_id: string
  order_id: string
  provider: string | null
  origin_id: string | null
  outcome_id: string | null
  strip: number
  attempt: number
  status: 'queued' | 'scheduled' | 'collecting' | 'acquired' | 'published' | 'failed' | 'canceled'
  reason_code: string | null
  source: unknown | null
  access: unknown | null
  target: string
  target_km2: number | null
  footprint: string | null
  covered: string | null
  cloud_cover_pct: number | null
  acquired_at: Date | null
  created_at: Date
  updated_at: Date
  hours_to_deliver: unknown | null
  compensation_minor: number
}

export interface CapturesTable {
  capture_id: string
  contract_id: string
  order_id: string
  strip: number
  attempt: number
  status: Defaulted<'queued' | 'scheduled' | 'collecting' | 'acquired' | 'published' | 'failed' | 'canceled'>
  reason_code: Nullable<string>
  target: Shape
  frame: Json
  not_before: Date
  footprint: Nullable<Shape>
  outcome_id: Nullable<string>
  access: Nullable<Json>
  cloud_cover_pct: Nullable<number>
  acquired_at: Nullable<Date>
  created_at: Date
  updated_at: Date
  document: Defaulted<string>
  period: Defaulted<number>
  /** The end of the period; it is null where that is the end of the order's window. */
  not_after: Nullable<Date>
  /** The part of the Earth that a deliverable shows: the part of its capture's target that the footprint covers. */
  covered: GeneratedAlways<string | null>
  origin_id: Nullable<string>
  /** The image of the archive that a capture is cut from; it is null where a satellite is to make one. */
  source: Nullable<Json>
  /** Until when the provider was asked to collect it: the end of the order may have been moved since. It is null of captures that nobody was asked for. */
  planned_until: Nullable<Date>
  /** The provider that has the capture, from which alone reports about it are taken. */
  provider: Nullable<string>
  /** The area that the capture is to show, in km2: a reader of an order asks for it of all its captures, and PostGIS takes twenty times as long to compute it as to read it. */
  target_km2: GeneratedAlways<number | null>
  /** By level, how many hours after the collection its provider delivers. It is null as long as no provider has the capture. */
  hours_to_deliver: Nullable<Json>
  /** What was credited because an order of a higher class took the pass of the capture, in the currency of its order. */
  compensation_minor: Defaulted<number>
  /** When its order was canceled although its provider refused to cancel the capture, which goes on. It is null of others. */
  kept_at: Nullable<Date>
  /** When its provider said that it takes the capture. It is null as long as no such answer has come, and of older captures. */
  taken_at: Nullable<Date>
}

/** What a browser has been asked to prove and has not proved yet. One that is answered is no row any more. */
export interface ChallengesTable {
  purpose: string
  /** Of the secret that the browser keeps in a cookie. */
  browser_sha256: string
  person_id: Nullable<string>
  /** The first factor that was proved. */
  way: Nullable<string>
  failures: Defaulted<number>
  expires_at: Date
  /** What a passkey is asked to sign. */
  challenge: Nullable<string>
}

/** The same columns as those of listed_deliverables, as far as days have them. */
export interface ConsumedDaysTable {
  delivered_at: Date | null
  sku: string | null
  project_id: string | null
  processing_level: string | null
  unit: string | null
  currency: string | null
  deliverables: number | null
  quantity: number | null
  amount_minor: number | null
  credited_minor: number | null
}

/** The changes that are to be added to the days. Every transaction appends its own, so that deliveries wait neither for each other nor for a job: days and changes together are right at every instant, and a job folds the one into the other. */
export interface ConsumptionChangesTable {
  contract_id: string
  day: Date
  sku: string
  project_id: string
  processing_level: string
  unit: string
  currency: string
  deliverables: number
  quantity: number
  amount_minor: number
  credited_minor: number
}

/** A row for each day (its start in UTC) and what groups are made of. */
export interface ConsumptionDaysTable {
  contract_id: string
  day: Date
  sku: string
  project_id: string
  processing_level: string
  unit: string
  currency: string
  deliverables: number
  quantity: number
  amount_minor: number
  credited_minor: number
}

/** The faults of the days that a look at the deliverables found and set right. */
export interface ConsumptionRepairsTable {
  contract_id: string
  day: Date
  sku: string
  project_id: string
  processing_level: string
  unit: string
  currency: string
  deliverables: number
  quantity: number
  amount_minor: number
  credited_minor: number
  found_at: Date
}

/** The collections that a contract may see. To see is not yet to be entitled to download: that needs an ARCLGD SKU. */
export interface ContractCollectionsTable {
  contract_id: string
  collection: string
}

/** Others than the contracts themselves read these columns of them. */
export interface ContractFactsTable {
  contract_id: string
  name: string
  currency: string
  time_zone: string
  suspended_at: Date | null
  suspension_reason: string | null
  ends_at: Date | null
  budget_at_limit: 'refuse' | 'approval'
  rejection_policy: unknown
}

/** Whose a contract is. */
export interface ContractOwnersTable {
  contract_id: string | null
  contract_name: string | null
  organisation_id: string | null
  organisation_name: string | null
}

export interface ContractQuotasTable {
  quota_id: string
  contract_id: string
  sku: Nullable<string>
  measure: 'amount' | 'km2' | 'orders'
  period: 'month' | 'contract'
  limit_value: number
  at_limit: 'refuse' | 'approval'
}

/** The terms of a SKU from a time on, all of them but the price; before the first of these they are those of contract_skus. Periods cannot overlap, because each ends where the next begins. */
export interface ContractSkuChangesTable {
  contract_id: string
  sku: string
  valid_from: Date
  terms: Json
  created_by: string
  created_at: Date
}

/** The price of a SKU from a time on; before the first of them it is contract_skus.price_minor. Periods cannot overlap, because each ends where the next begins. */
export interface ContractSkuPricesTable {
  contract_id: string
  sku: string
  valid_from: Date
  price_minor: number
  created_by: string
  created_at: Date
}

export interface ContractSkusTable {
  contract_id: string
  sku: string
  unit: 'km2' | 'capture'
  price_minor: number
  footprint_width_km: Nullable<number>
  footprint_length_km: Nullable<number>
  min_area_km2: Defaulted<number>
  max_area_km2: number
  max_cloud_pct: number
  max_off_nadir_deg: Defaulted<number>
  min_sun_elevation_deg: Defaulted<number>
  default_window_days: number
  max_window_days: number
  priority: Defaulted<number>
  processing_levels: string[]
  /** Steps of {"hours_before", "fee_pct"}: from so many hours before the first collection on, a cancellation costs that share of the price. Without a step there is no fee. */
  cancellation_fees: Defaulted<Json>
  /** The product id of v1 that means this SKU. The contract decides: 169 may be standard or rush. */
  v1_product: Nullable<number>
  /** The variants of a product from the archive differ in it; it is null where satellites and weather decide. */
  promised_delivery_hours: Nullable<number>
  /** An order is billed as if it had this quantity at least. */
  min_quantity: Defaulted<number>
  /** The ground on which strips overlap is counted once or for each strip. */
  overlap: Defaulted<'once' | 'each'>
  /** Each level of one capture costs, or only the first. */
  levels: Defaulted<'each' | 'once'>
  /** [{"uplift", "pct"}] that an order may ask for. */
  uplifts: Defaulted<Json>
  /** The share of the sky that an area may take: the area of its strips to what is ordered, at most. */
  max_strip_ratio: Defaulted<number>
  /** Each strip is billed as so many square kilometres at least. */
  min_strip_km2: Defaulted<number>
  /** The levels of an order that names none; null means all that the SKU has. */
  default_processing_levels: Nullable<string[]>
  is_offered: Defaulted<boolean>
  /** Of two orders that want the same pass of a satellite, the one of the higher class gets it. */
  priority_class: Defaulted<'urgent' | 'priority' | 'standard' | 'flexible'>
  /** The share of its price that an image is credited, once, when an order of a higher class takes its pass. */
  bump_compensation_pct: Defaulted<number>
}

/** A contract is one customer's; every row of a customer belongs to a contract, and row-level security lets the role swath_tenant see the rows of the contract that the setting swath.contract_id names, and no others. */
export interface ContractsTable {
  contract_id: string
  name: string
  currency: Defaulted<string>
  created_at: Defaulted<Date>
  budget_at_limit: Defaulted<'refuse' | 'approval'>
  /** {"automatic", "within_days", "max_minor", "max_pct"} says which rejections are accepted without anybody looking at them. None is unless the contract says so; a limit that is null is none. */
  rejection_policy: Defaulted<Json>
  organisation_id: string
  /** Since when nothing new is ordered by it, and why; what was ordered goes on. */
  suspended_at: Nullable<Date>
  suspension_reason: Nullable<string>
  /** From then on nothing new is ordered by it. */
  ends_at: Nullable<Date>
  /** The months of its statements begin and end at midnight there. */
  time_zone: Defaulted<string>
  /** Providers know the contract as the HMAC of their own name with it. It never changes, and is told to nobody. */
  pseudonym_key: Defaulted<string>
}

export interface CredentialContractsTable {
  client_id: string
  contract_id: string
}

/** Others than the accounts read these columns of their credentials. */
export interface CredentialFactsTable {
  client_id: string
  provider: string | null
}

/** As whom a credential is shown. */
export interface CredentialNamesTable {
  client_id: string
  name: string
}

/** When each credential was used last. It is a table of its own: an order locks its credential, and whoever only asks something must not wait for it. */
export interface CredentialUsesTable {
  client_id: string
  last_used_at: Date
}

export interface CredentialsTable {
  client_id: string
  secret_sha256: Nullable<string>
  name: string
  role: 'customer' | 'operator' | 'provider'
  created_at: Defaulted<Date>
  revoked_at: Nullable<Date>
  spend_cap_minor: Nullable<number>
  spend_cap_currency: Nullable<string>
  /** The provider for which the credential reports: it has no say on the captures of others. */
  provider: Nullable<string>
  /** The scopes of the credential, which say what it may do. */
  scopes: Defaulted<string[]>
  /** The credential that made it. Where it is null the operator counts as the maker. */
  created_by: Nullable<string>
  expires_at: Nullable<Date>
  /** The credential that set the cap; null means the operator. */
  spend_cap_by: Nullable<string>
  /** A secret that was replaced and is still good for a while. */
  previous_secret_sha256: Nullable<string>
  previous_secret_until: Nullable<Date>
  /** Every token is of a generation. Whoever replaces a secret at once begins the next one, and the tokens before it end. */
  token_generation: Defaulted<number>
  /** It is a membership: the person acts by it, in a session instead of with a secret. */
  person_id: Nullable<string>
  /** The membership follows the groups in which the provider of identities has the person. */
  from_groups: Defaulted<boolean>
  external_issuer: Nullable<string>
  /** As which the tokens of another issuer name the program: they are taken like its own. */
  external_subject: Nullable<string>
}

/** By what people act now. */
export interface CurrentMembershipsTable {
  client_id: string | null
  person_id: string | null
  role: string | null
  scopes: string[] | null
  expires_at: Date | null
  spend_cap_minor: number | null
  spend_cap_currency: string | null
  created_at: Date | null
  last_used_at: Date | null
  contract_ids: string[] | null
  from_groups: boolean | null
}

/** Others than the deliverables themselves read these columns of them. */
export interface DeliverableFactsTable {
  deliverable_id: string
  contract_id: string
  order_id: string
  capture_id: string
  processing_level: string
  part: string
  scene_id: string | null
  status: 'QUEUED' | 'PROCESSING' | 'DELIVERED' | 'FAILED' | 'CANCELED' | 'REJECTED'
  reason_code: string | null
  footprint: string | null
  unit: string
  currency: string
  price_minor: number
  quantity: number | null
  amount_minor: number | null
  credited_minor: number
  delivered_at: Date | null
  created_at: Date
}

export interface DeliverablesTable {
  deliverable_id: string
  contract_id: string
  order_id: string
  capture_id: string
  processing_level: string
  status: Defaulted<'QUEUED' | 'PROCESSING' | 'DELIVERED' | 'FAILED' | 'CANCELED' | 'REJECTED'>
  reason_code: Nullable<string>
  unit: string
  currency: string
  price_minor: number
  quantity: Nullable<number>
  amount_minor: Nullable<number>
  delivered_at: Nullable<Date>
  created_at: Date
  updated_at: Date
  document: Defaulted<string>
  /** Which of several products of one level: a tile of the archive, a scene of an imported capture. It is empty where there is but one. */
  part: Defaulted<string>
  /** The ground that the deliverable shows, if that is not all that its capture covers. */
  footprint: Nullable<Shape>
  /** The name that v1 knows it by, which begins the names of its files. */
  scene_id: Nullable<string>
  /** The amount that was given back, while the amount itself never changes: net = amount_minor - credited_minor. */
  credited_minor: Defaulted<number>
  rejection: Nullable<Json>
}

/** The files of a deliverable on their way to where the contract wants them. */
export interface DeliveriesTable {
  delivery_id: string
  contract_id: string
  order_id: string
  capture_id: string
  deliverable_id: string
  destination_id: string
  /** The revision of the destination when its files were sent. */
  revision: number
  status: Defaulted<'pending' | 'transferring' | 'completed' | 'failed' | 'canceled'>
  reason_code: Nullable<string>
  error: Nullable<string>
  attempts: Defaulted<number>
  /** Failed attempts since the last one that got further. */
  failures: Defaulted<number>
  failing_since: Nullable<Date>
  /** The farthest place of any attempt: a delivery that gets further is not given up. */
  reached_bytes: Defaulted<number>
  next_attempt_at: Date
  started_at: Nullable<Date>
  completed_at: Nullable<Date>
  created_at: Date
  updated_at: Date
  document: Defaulted<string>
}

export interface DeliveryAttemptsTable {
  delivery_id: string
  contract_id: string
  number: number
  started_at: Date
  ended_at: Nullable<Date>
  bytes_sent: Nullable<number>
  reason_code: Nullable<string>
  error: Nullable<string>
}

/** Others than the deliveries themselves read these columns of them. */
export interface DeliveryFactsTable {
  delivery_id: string
  contract_id: string
  order_id: string
  status: 'pending' | 'transferring' | 'completed' | 'failed' | 'canceled'
}

/** The files of a delivery, in the order in which they are sent. The last is its manifest, whose text is here. */
export interface DeliveryFilesTable {
  delivery_id: string
  contract_id: string
  destination_id: string
  position: number
  key: Nullable<string>
  path: string
  media_type: string
  size_bytes: number
  sha256: string
  storage_key: Nullable<string>
  content: Nullable<string>
  /** From where a broken transfer goes on; only the kind of destination understands it. */
  resume: Nullable<Json>
  sent_at: Nullable<Date>
}

/** The worker that has a delivery. A worker that died keeps it until the lease ends. */
export interface DeliveryLeasesTable {
  delivery_id: string
  contract_id: string
  destination_id: string
  lease_id: string
  lease_until: Date
}

/** Deliverables of a contract or a project go to these destinations by themselves; others read it here. */
export interface DestinationDefaultFactsTable {
  contract_id: string
  project_id: string | null
  destination_id: string
}

/** The destinations to which deliverables are sent by themselves: those of all orders of a contract, or of a project. */
export interface DestinationDefaultsTable {
  contract_id: string
  project_id: Nullable<string>
  destination_id: string
}

/** Others than the destinations themselves read these columns of them. */
export interface DestinationFactsTable {
  destination_id: string
  contract_id: string
  path_template: string
  revision: number
  is_enabled: boolean
  removed_at: Date | null
}

export interface DestinationsTable {
  destination_id: string
  contract_id: string
  name: string
  /** Kind and place, as contract/src/destination-kinds.ts has them. */
  settings: Json
  /** The number grows with every change of kind and place: what was sent to the place of before is not at the new one. */
  revision: Defaulted<number>
  /** Encrypted by database/secrets.ts; it is null where the place asks for none. */
  credentials: Nullable<string>
  path_template: string
  is_enabled: boolean
  /** The result of its last test. */
  verification: Nullable<Json>
  created_at: Date
  updated_at: Date
  /** A destination that was removed keeps its row: deliveries of the past still name it. */
  removed_at: Nullable<Date>
  /** The credential that made it, last said where it goes, or enabled it again. If it is null, or an operator's credential, it counts as the operator's. The destination ends with the credential that set it up. */
  created_by: Nullable<string>
  disabled_reason: Nullable<'by_customer' | 'credential_ended'>
}

/** Others than the digests read these columns of their mails. */
export interface DigestMailFactsTable {
  contract_id: string
  state: 'pending' | 'sent' | 'refused'
}

/** The mails, fixed together with the place in the feed, so that a repeat is the same mail. */
export interface DigestMailsTable {
  mail_id: string
  /** It is no reference: how many confirmations a contract has asked for counts beyond the digest. */
  digest_id: string
  contract_id: string
  /** Never twice for one digest: "confirmation", the place in the feed, or what is told. */
  about: string
  subject: string
  body_text: string
  body_html: string
  state: Defaulted<'pending' | 'sent' | 'refused'>
  tries: Defaulted<number>
  next_try_at: Date
  created_at: Date
}

export interface DigestsTable {
  digest_id: string
  contract_id: string
  email: string
  frequency: 'hourly' | 'daily'
  state: 'unconfirmed' | 'active' | 'unsubscribed' | 'refused' | 'revoked'
  /** Up to here the feed is in mails. */
  transaction_id: string
  sequence: number
  next_at: Date
  last_sent_at: Nullable<Date>
  last_error: Nullable<string>
  created_at: Date
  updated_at: Date
  /** The link at the end of each mail lasts as long as mails lie around, longer than any key that signs. */
  unsubscribe_token: Defaulted<string>
  /** The credential that made it. If it is null, or an operator's credential, it counts as the operator's. */
  created_by: Nullable<string>
}

/** Which key encrypts the secrets of this database, by its id (a digest): a process that has another does not start. */
export interface EncryptionKeyTable {
  is_only: Defaulted<boolean>
  key_id: string
}

/** Seals make it visible when somebody tampers with events. */
export interface EventSealsTable {
  contract_id: string
  number: number
  after_transaction_id: string
  after_sequence: number
  last_transaction_id: string
  last_sequence: number
  count: number
  previous_sha256: string
  sha256: string
  sealed_at: Date
}

export interface EventsTable {
  sequence: GeneratedAlways<number>
  event_id: string
  contract_id: string
  order_id: string
  entity: 'order' | 'capture' | 'deliverable' | 'delivery'
  entity_id: string
  type: string
  action: string
  status: string
  outcome: Nullable<string>
  reason_code: Nullable<string>
  message: string
  actor: string
  occurred_at: Nullable<Date>
  time: Date
  changes: Json
  /** The writing transaction; the feed serves events below the oldest running one. */
  transaction_id: Defaulted<string>
}

/** Others than the deliverables read these columns of their files. */
export interface FileFactsTable {
  deliverable_id: string
  contract_id: string
  position: number
  key: string
  file_name: string
  media_type: string
  roles: string[]
  size_bytes: number
  sha256: string
  storage_key: string
}

export interface FilesTable {
  deliverable_id: string
  contract_id: string
  key: string
  file_name: string
  media_type: string
  roles: string[]
  size_bytes: number
  sha256: string
  source_href: string
  position: number
  /** The place of the bytes of a file when that is not <deliverable_id>/<file_name>: a file that is delivered from the archive is not copied. */
  storage_key: string
  /** The number of times that a file arrived whole, and not as it was announced. Transfers that broke off do not count. */
  corrupt_transfers: Defaulted<number>
}

/** Captures that are orders of another system, which is asked what became of them. */
export interface ForwardedOrdersTable {
  capture_id: string
  provider: string
  /** The capture as it was handed over. */
  request: Json
  /** The order there. Null until the answer has come: if it is lost, the order is looked for before it is placed again. */
  foreign_id: Nullable<string>
  asked_at: Date
  next_poll_at: Date
  /** The ids of the reports that were told already. */
  told: Defaulted<string[]>
  failures: Defaulted<number>
  last_error: Nullable<string>
  /** Nothing more will be told of it. */
  ended_at: Nullable<Date>
}

/** Requests that were answered under an Idempotency-Key. */
export interface IdempotentAnswersTable {
  client_id: string
  contract_id: string
  key: string
  fingerprint: string
  status: number
  headers: Json
  body: string
  answered_at: Date
  /** The body is encrypted by database/secrets.ts. */
  is_encrypted: Defaulted<boolean>
}

/** As whom a provider of identities knows somebody. Its subjects stay the same, while addresses are given to others. */
export interface IdentitiesTable {
  issuer: string
  subject: string
  person_id: string
  created_at: Date
}

/** To become a member. One that was accepted, taken back or is too old is no row any more. */
export interface InvitationsTable {
  invitation_id: string
  email: string
  role: 'customer' | 'operator'
  contract_ids: string[]
  scopes: string[]
  spend_cap_minor: Nullable<number>
  spend_cap_currency: Nullable<string>
  expires_at: Date
  token_sha256: string
  /** Of the link that was mailed, which is another one than whoever invites is shown: it proves the address. */
  mailed_sha256: Nullable<string>
  invited_by: string
  created_at: Date
}

/** Double entry: the entries of one transaction add up to zero, in minor units of the currency. Every entry is in one of four accounts; "granted" is the counter-account of what the contract was given, with the opposite sign. So everything ever booked adds up to zero, too. */
export interface LedgerEntriesTable {
  entry_id: string
  transaction_id: string
  contract_id: string
  order_id: Nullable<string>
  deliverable_id: Nullable<string>
  account: 'granted' | 'available' | 'held' | 'consumed'
  amount_minor: number
  currency: string
  /** A charge belongs to the day of the delivery, also when it was booked later. */
  booked_at: Date
  /** The order in which they were written; of one contract, that in which they were booked. */
  sequence: GeneratedAlways<number>
  kind: 'grant' | 'hold' | 'release' | 'charge' | 'refund' | 'adjustment' | 'cancellation_fee' | 'compensation'
  event_id: Nullable<string>
  message: Nullable<string>
}

/** Others than the ledger read these columns of its entries. */
export interface LedgerEntryFactsTable {
  entry_id: string
  contract_id: string
  sequence: number
  transaction_id: string
  kind: 'grant' | 'hold' | 'release' | 'charge' | 'refund' | 'adjustment' | 'cancellation_fee' | 'compensation'
  account: 'granted' | 'available' | 'held' | 'consumed'
  currency: string
  amount_minor: number
  order_id: string | null
  deliverable_id: string | null
  event_id: string | null
  message: string | null
  booked_at: Date
}

/** The faults of the ledger that a look at its entries found and set right. */
export interface LedgerRepairsTable {
  found_at: Date
  contract_id: string
  currency: string
  /** The amounts of a balance as it was, and beside them as its entries make it; or a deliverable whose charge was missing. */
  was: Nullable<Json>
  is: Nullable<Json>
  deliverable_id: Nullable<string>
}

/** Searches read it; it has no security barrier, for the reason that listed_orders gives. There are two conditions that both hold, and not one or the other: so the first still finds its range in an index. */
export interface ListedArchiveItemsTable {
  collection: string | null
  item_id: string | null
  outcome_id: string | null
  order_contract_id: string | null
  geometry: string | null
  datetime: Date | null
  created_at: Date | null
  updated_at: Date | null
  properties: unknown | null
  assets: unknown | null
  document: string | null
  cloud_cover: number | null
  off_nadir: number | null
  sun_elevation: number | null
  gsd: number | null
  platform: string | null
  grid_code: string | null
  deliverable_id: string | null
}

export interface ListedAreasTable {
  area_id: string | null
  area_name: string | null
  project_id: string | null
  project_name: string | null
  geometry: string | null
  created_at: Date | null
  updated_at: Date | null
  search_text: string | null
  document: string | null
  row_version: string | null
}

/** For the customer, with their places in the chain of the contract. What is told of the people of the provider is left out. */
export interface ListedAuditEntriesTable {
  entry_id: string | null
  sequence: number | null
  at: Date | null
  client_id: string | null
  role: string | null
  person_id: string | null
  operation: string | null
  subject: string | null
  result: string | null
  status: number | null
  code: string | null
  request_id: string | null
  number: number | null
  search_text: string | null
  row_version: string | null
  document: string | null
}

export interface ListedCapturesTable {
  capture_id: string | null
  order_id: string | null
  status: string | null
  reason_code: string | null
  attempt: number | null
  satellite_name: string | null
  outcome_id: string | null
  acquired_at: Date | null
  created_at: Date | null
  updated_at: Date | null
  geometry: string | null
  search_text: string | null
  document: string | null
  row_version: string | null
}

/** What the list of deliverables shows is what consumption adds up. */
export interface ListedDeliverablesTable {
  deliverable_id: string | null
  order_id: string | null
  capture_id: string | null
  status: string | null
  reason_code: string | null
  processing_level: string | null
  scene_id: string | null
  outcome_id: string | null
  order_name: string | null
  sku: string | null
  project_name: string | null
  delivered_at: Date | null
  created_at: Date | null
  updated_at: Date | null
  geometry: string | null
  search_text: string | null
  document: string | null
  row_version: string | null
  project_id: string | null
  unit: string | null
  currency: string | null
  price_minor: number | null
  quantity: number | null
  amount_minor: number | null
  credited_minor: number | null
  deliverables: number | null
}

export interface ListedDeliveriesTable {
  delivery_id: string | null
  order_id: string | null
  capture_id: string | null
  deliverable_id: string | null
  destination_id: string | null
  status: string | null
  reason_code: string | null
  order_name: string | null
  sku: string | null
  project_name: string | null
  completed_at: Date | null
  created_at: Date | null
  updated_at: Date | null
  search_text: string | null
  document: string | null
  row_version: string | null
}

/** A list reads a view with a column for each filter. It shows the rows of one contract, like the policies of the tables, but without a security barrier: behind one, the indexes for places and for text would not be used, because their operators might tell something about rows that are then withheld. Only our own SQL gets here. */
export interface ListedOrdersTable {
  order_id: string | null
  task_id: number | null
  client_reference: string | null
  order_name: string | null
  status: string | null
  outcome: string | null
  reason_code: string | null
  sku: string | null
  project_id: string | null
  project_name: string | null
  window_start: Date | null
  window_end: Date | null
  created_at: Date | null
  updated_at: Date | null
  closed_at: Date | null
  geometry: string | null
  search_text: string | null
  document: string | null
  row_version: string | null
  state: string | null
  total_minor: number | null
  area_km2: number | null
}

export interface ListedProjectsTable {
  project_id: string | null
  project_name: string | null
  created_at: Date | null
  updated_at: Date | null
  search_text: string | null
  document: string | null
  row_version: string | null
}

export interface ListedStatementsTable {
  statement_id: string | null
  number: string | null
  currency: string | null
  period_start: Date | null
  period_end: Date | null
  closed_at: Date | null
  search_text: string | null
  document: string | null
  row_version: string | null
}

/** The tasks of v1 are orders. */
export interface ListedTasksTable {
  task_id: number | null
  task_name: string | null
  project_name: string | null
  stage: string | null
  start: Date | null
  end: Date | null
  created_time: Date | null
  updated_at: Date | null
  geometry: string | null
  search_text: string | null
  document: string | null
  row_version: string | null
  product_code: string | null
}

export interface MigrationsTable {
  name: string
  applied_at: Defaulted<Date>
}

export interface OddsPromiseFactsTable {
  order_id: string
  contract_id: string
  probability: number
  by_at: Date
  basis: 'climate' | 'forecast' | 'provider'
}

/** The odds of a clear sky that a customer was told of an order just before it was placed, so that they can be held against what came. */
export interface OddsPromisesTable {
  order_id: string
  contract_id: string
  probability: number
  /** When the last of the attempts ends that were reckoned with. */
  by_at: Date
  /** Whence the odds were known: forecast as soon as one attempt was foretold. */
  basis: 'climate' | 'forecast' | 'provider'
  told_at: Date
}

/** To set a password: for the very first account, or for one whose password is forgotten. A used one is no row any more. */
export interface OneTimeLinksTable {
  token_sha256: string
  purpose: 'setup' | 'reset'
  person_id: Nullable<string>
  is_mailed: boolean
  created_at: Date
  expires_at: Date
}

/** Others than the orders themselves read these columns of them. */
export interface OrderFactsTable {
  order_id: string
  contract_id: string
  project_id: string
  project_name: string
  order_name: string
  client_reference: string | null
  sku: string
  status: 'received' | 'in_progress' | 'closed'
  outcome: 'fulfilled' | 'partially_fulfilled' | 'unfulfilled' | 'rejected' | 'canceled' | 'failed' | null
  origin: string
  origin_id: string | null
  window_start: Date
  window_end: Date
  created_at: Date
  canceled_at: Date | null
  planned_at: Date | null
  parameters: unknown
  terms: unknown
  limits: unknown
  processing_levels: string[]
  metadata: unknown
  requested_geometry: unknown
  geometry: string
  area_km2: number
  periods: number
  price_minor: number
  cancellation_fee_minor: number
  awaits_approval: boolean
  replaces_deliverable_id: string | null
  destination_id: string | null
  uses_default_destination: boolean
  search_text: string
  awaits_spending_approval: boolean
}

export interface OrdersTable {
  /** An id of an order has six digits at least and begins with a zero. */
  order_id: Defaulted<string>
  contract_id: string
  project_id: string
  task_id: Defaulted<number>
  order_name: string
  sku: string
  status: Defaulted<'received' | 'in_progress' | 'closed'>
  outcome: Nullable<'fulfilled' | 'partially_fulfilled' | 'unfulfilled' | 'rejected' | 'canceled' | 'failed'>
  reason_code: Nullable<string>
  message: string
  window_start: Date
  window_end: Date
  parameters: Json
  terms: Json
  limits: Json
  processing_levels: string[]
  metadata: Json
  requested_geometry: Json
  geometry: Shape
  area_km2: number
  created_at: Date
  updated_at: Date
  closed_at: Nullable<Date>
  document: Defaulted<string>
  client_reference: Nullable<string>
  quote_id: Nullable<string>
  price_minor: Defaulted<number>
  cancellation_fee_minor: Defaulted<number>
  /** An order may ask for its target again and again: one capture per part and period. */
  periods: Defaulted<number>
  project_name: string
  search_text: string
  /** The system that manages the order: "swath", or another. Its id there is origin_id; the same work never becomes two orders. */
  origin: Defaulted<string>
  origin_id: Nullable<string>
  /** The order's own destination; without one it has the default, or none at all. */
  destination_id: Nullable<string>
  uses_default_destination: Defaulted<boolean>
  /** The order is beyond a limit of the contract: the order desk has to approve it before anything else happens. */
  awaits_approval: Defaulted<boolean>
  /** The deliverable that was rejected, which this order is to make again. */
  replaces_deliverable_id: Nullable<string>
  /** The credential that placed it; orders of other systems have none. */
  placed_by: Nullable<string>
  /** Since when the customer wants no more of the order than what has begun. */
  canceled_at: Nullable<Date>
  /** The reason that the document tells, by which lists filter. It follows the parts of the order while it goes on. */
  told_reason_code: Nullable<string>
  /** The number of captures that an order was to take when it was placed. Orders from elsewhere have none. */
  capture_count: Nullable<number>
  /** Since when all of its captures are there, or it is known that no more of them come. */
  planned_at: Nullable<Date>
  /** The order waits for somebody of the customer who may approve it. Nothing is set aside for it yet. */
  awaits_spending_approval: Defaulted<boolean>
  /** Why the order desk has to approve the order as soon as somebody of the customer has, if it has to. */
  desk_approval: Nullable<Json>
  /** The price that the document tells, by which lists sort and filter. It follows what is charged and given back. */
  told_total_minor: Defaulted<number>
}

/** A customer. What it may order, and on which terms, stands in its contracts. */
export interface OrganisationsTable {
  organisation_id: string
  name: string
  created_at: Date
  updated_at: Date
}

export interface OwnStagesTable {
  contract_id: string | null
  order_id: string | null
  sku: string | null
  project_id: string | null
  stage: string | null
  ended_at: Date | null
  promised_hours: number | null
  seconds: number | null
}

/** Keys in the devices of somebody, which sign instead of a password and a second factor (WebAuthn). */
export interface PasskeysTable {
  passkey_id: string
  person_id: string
  /** As the device names it, in base64url. */
  credential_id: string
  name: string
  /** In COSE, in base64url. */
  public_key: string
  /** The number of signatures that the device has told. One that does not grow is of a copy; devices that count none stay at 0. */
  counter: number
  transports: string[]
  is_backed_up: boolean
  created_at: Date
  last_used_at: Nullable<Date>
}

/** Somebody who signs in. What they may is said by their memberships, which are credentials. */
export interface PeopleTable {
  person_id: string
  email: string
  name: string
  /** As people/passwords.ts writes it; null: they sign in otherwise. */
  password_hash: Nullable<string>
  /** Since when it is known that the mails of the address reach the person. Whoever was invited by a link that somebody handed over may have given an address of somebody else. */
  email_proved_at: Nullable<Date>
  created_at: Date
  updated_at: Date
}

/** Captures of constellations that this server plans itself. */
export interface PlannedCapturesTable {
  capture_id: string
  provider: string
  /** The capture as it was handed over. */
  request: Json
  /** The pass that was reported. Null as long as it has none. */
  view: Nullable<Json>
  /** When the image of that pass begins. */
  start_at: Nullable<Date>
  /** What is in the way of the best pass of a capture that has none. */
  obstacle: Nullable<string>
  /** The captures that have what it needs. */
  obstacle_ids: Defaulted<string[]>
  asked_at: Date
  /** Nobody wants it any more, or it has failed. */
  withdrawn_at: Nullable<Date>
  /** The pass of the newest plan, which is about to be reported. Null when that is done. */
  planned: Nullable<Json>
}

/** Constellations that this server plans itself, one process at a time. */
export interface PlannedConstellationsTable {
  provider: string
  /** Until then one process plans it. If that has died, another goes on afterwards. Null while nobody does. */
  claimed_until: Nullable<Date>
  /** Counts what has taken passes: who reserves one sees whether something was taken since it looked. */
  revision: Defaulted<number>
}

/** The parts of an order, as long as not all of them are there: the captures of all parts in the first round come first. A worker goes on where another one stopped. */
export interface PlansTable {
  order_id: string
  contract_id: string
  rounds: Json
  parts: Json
  next: Defaulted<number>
}

/** Others than the projects themselves read these columns of them. */
export interface ProjectFactsTable {
  project_id: string
  contract_id: string
  name: string
}

export interface ProjectsTable {
  project_id: string
  contract_id: string
  name: string
  created_at: Date
  updated_at: Date
}

/** Which provider got an order or a capture, which did not, and why. It is for operators alone. */
export interface ProviderDecisionsTable {
  decision_id: GeneratedAlways<number>
  contract_id: string
  order_id: string
  /** Null: the order as a whole. */
  capture_id: Nullable<string>
  provider: string
  decision: 'passed_over' | 'chosen' | 'rerouted'
  reason_code: Nullable<string>
  message: string
  actor: string
  decided_at: Date
}

/** How providers answer. Calls that succeed are counted some seconds later. */
export interface ProviderHealthTable {
  provider: string
  calls: Defaulted<number>
  failures: Defaulted<number>
  failures_in_row: Defaulted<number>
  /** It failed several times in a row and gets no calls but a probe now and then; null where it answers. */
  away_since: Nullable<Date>
  last_success_at: Nullable<Date>
  last_failure_at: Nullable<Date>
  last_error: Nullable<string>
}

/** Of signed requests of providers, of whom each is taken once. They are of no customer. */
export interface ProviderNoncesTable {
  provider: string
  nonce: string
  used_at: Date
}

/** The sessions of a provider that sessions here came from. */
export interface ProviderSessionsTable {
  session_id: string
  issuer: string
  subject: string
  provider_session_id: Nullable<string>
  /** Encrypted: it is shown to the provider when somebody signs out. */
  id_token: string
}

/** Who carries out the orders of a SKU, and which of them. A SKU that is not here is carried out by every provider that serves it. */
export interface ProviderSkusTable {
  provider: string
  sku: string
  rank: Defaulted<number>
  /** As the operator wrote it; only orders that lie in it wholly. */
  region: Nullable<Json>
  /** The region, cut at the antimeridian. */
  region_planar: Nullable<Shape>
  /** Null: orders of each class. */
  priority_classes: Nullable<string[]>
  /** It is asked first for so many percent of the orders that would come to it first, and last for the others. */
  share_pct: Nullable<number>
  /** Dearer orders, and those in another currency, are not given to it. */
  highest_price_minor: Nullable<number>
  highest_price_currency: Nullable<string>
}

/** Others than the registry read this of providers. */
export interface ProviderStandingTable {
  name: string | null
  kind: string | null
  state: string | null
  calls: number | null
  failures: number | null
  title: string | null
  is_shown: boolean | null
}

/** The requests to providers that fetch their work. Contracts are not named: no customer sees them. */
export interface ProviderTasksTable {
  task_id: string
  provider: string
  kind: string
  /** The capture, or a digest of the question: whoever asks again finds the answer. */
  subject: string
  body: Json
  created_at: Date
  /** When it is forgotten: whoever still wants it asks again. */
  wanted_until: Date
  /** Until then one process of the provider alone has it. */
  leased_until: Nullable<Date>
  answered_at: Nullable<Date>
  /** As {"answer": ...} or {"refusal": ...}. */
  answer: Nullable<Json>
}

/** When each provider that fetches its work last came: one that does not come is down. */
export interface ProviderVisitsTable {
  provider: string
  fetched_at: Date
}

/** Who carries out what is ordered. Captures and credentials name it, so a name never changes. They are of no customer. */
export interface ProvidersTable {
  name: string
  title: string
  kind: string
  /** Those of its kind, such as its address. */
  settings: Defaulted<Json>
  /** Encrypted. */
  secret: Nullable<string>
  is_enabled: Defaulted<boolean>
  /** Of several that can carry out an order, the one with the lowest is asked first. */
  rank: Defaulted<number>
  /** Customers see its title on what it carries out. */
  is_shown: Defaulted<boolean>
  /** The answer that it last gave when it was asked what it can do. */
  capabilities: Nullable<Json>
  capabilities_at: Nullable<Date>
  created_at: Date
  updated_at: Date
  /** What it was given and has not taken goes to the next provider after it was away for so long. */
  reroute_after_s: Defaulted<number>
}

/** Prices that were promised in advance. A quote is locked while an order takes it, which needs the right to update that nobody uses. */
export interface QuotesTable {
  quote_id: string
  contract_id: string
  fingerprint: string
  terms: Json
  total_minor: number
  currency: string
  document: string
  created_at: Date
  expires_at: Date
}

/** Which contracts a credential reaches. */
export interface ReachedContractsTable {
  client_id: string
  contract_id: string
}

/** For whoever has lost the second factor. A used one is no row any more. */
export interface RecoveryCodesTable {
  person_id: string
  code_sha256: string
}

/** The reports of providers, recorded before they are judged. A report may come before what it builds upon; it waits then, and is judged when the entity that it is about comes to be. It is found by that entity. */
export interface ReportsTable {
  /** The credential that reported, or the provider for which a part of this server spoke. */
  provider: string
  report_id: string
  contract_id: string
  entity_id: string
  body: Json
  result: 'applied' | 'waiting' | 'ignored'
  detail: string
  received_at: Date
  /** As events name whoever reported, which customers read. It is null of reports that came before it was kept. */
  actor: Nullable<string>
}

/** The passes that providers keep for orders which name an opportunity. A row is there before the provider is asked, so that nothing is kept for nobody. */
export interface ReservationsTable {
  opportunity_id: string
  contract_id: string
  provider: string
  /** It is null as long as the order is not placed: what stays so is released. */
  order_id: Nullable<string>
  pass_end: Date
  held_at: Date
  /** The provider is being told that nobody wants the pass. */
  is_released: Defaulted<boolean>
}

/** Passes of constellations that this server plans itself, which are kept for orders that name them. */
export interface ReservedPassesTable {
  reservation_id: string
  provider: string
  /** The pass as it is flown: it stays in every plan. */
  view: Json
  priority_class: string
  /** When its image begins. */
  start_at: Date
  reserved_at: Date
}

/** Areas in which orders are refused, or wait for the order desk. They are of no customer. */
export interface RestrictedAreasTable {
  area_id: string
  name: string
  /** Whoever orders there is told it. */
  reason: string
  rule: 'refuse' | 'approval'
  /** The customers who may order there as everywhere. */
  except_organisation_ids: Defaulted<string[]>
  /** As the operator wrote it; geometry is cut at the antimeridian. */
  given_geometry: Json
  geometry: Shape
  created_at: Date
  updated_at: Date
}

/** Tokens that were given back before they expired. Each is remembered until nothing that it made can be alive. */
export interface RevokedTokensTable {
  token_id: string
  client_id: string
  revoked_at: Date
}

/** The signatures of seals: a writer of the database can compute seals again, but only the owner of the encryption key can sign them. */
export interface SealSignaturesTable {
  contract_id: string
  number: number
  signature: string
}

/** Customers whose people do nothing before they have a second factor. */
export interface SecondFactorRulesTable {
  organisation_id: string
  set_by: string
  set_at: Date
}

/** The secrets, wrong and right, that were presented, and from where; all processes share it. It need not survive a crash. */
export interface SecretUsesTable {
  /** A digest of what is presented, for which credential, and from which address. */
  place: string
  /** When as much time has passed as its wrong ones take. */
  forgiven_at: Date
  /** The log has been told that no more are taken. */
  is_told: Defaulted<boolean>
  /** When a right one came last, to the hour. */
  right_at: Nullable<Date>
}

/** Browsers in which somebody has signed in. One that has ended is no row any more. */
export interface SessionsTable {
  session_id: string
  person_id: string
  token_sha256: string
  way: string
  address: string
  agent: string
  created_at: Date
  last_used_at: Date
  expires_at: Date
  /** Whoever signed in has proved two factors, or a provider of identities answers for them. */
  has_second_factor: Defaulted<boolean>
}

/** Jobs that a fault of the server keeps from ever succeeding, until somebody has mended that and starts them again. One that fails again, such as one that runs by the clock, is here once. */
export interface SetAsideJobsTable {
  job_id: Defaulted<string>
  name: string
  contract_id: string
  order_id: string
  entity_id: string
  error: string
  attempts: number
  set_aside_at: Date
}

/** What the set-up says of restricted areas. */
export interface SetUpAreasTable {
  area_id: string
  name: string
  reason: string
  rule: 'refuse' | 'approval'
  except_organisation_ids: string[]
  geometry: string
}

/** What the set-up says of contracts, but for their SKUs. */
export interface SetUpContractsTable {
  contract_id: string | null
  organisation_id: string | null
  name: string | null
  currency: string | null
  ends_at: Date | null
  suspension_reason: string | null
  budget_at_limit: string | null
  rejection_policy: unknown | null
  billing: unknown | null
  granted_minor: number | null
  quotas: unknown | null
  time_zone: string | null
}

/** What the set-up says of customers. */
export interface SetUpOrganisationsTable {
  organisation_id: string
  name: string
}

/** What the set-up says of providers. */
export interface SetUpProvidersTable {
  name: string | null
  title: string | null
  kind: string | null
  settings: unknown | null
  is_enabled: boolean | null
  rank: number | null
  is_shown: boolean | null
  reroute_after_s: number | null
  skus: unknown | null
}

/** Browsers that were sent to the provider. One that came back is no row any more. All that has to fit follows from what the cookie of the browser has. */
export interface SignOnAttemptsTable {
  attempt_sha256: string
  expires_at: Date
}

export interface SigningKeysTable {
  key_id: string
  /** The order of the keys: two may be made at the same instant, and one is the newest. */
  position: GeneratedAlways<number>
  secret: string
  created_at: Date
}

/** A key signs until the next one is made. */
export interface SigningKeysInUseTable {
  key_id: string | null
  position: number | null
  secret: string | null
  created_at: Date | null
  retired_at: Date | null
}

/** When the terms or the price of a SKU of a contract changed, or will. */
export interface SkuChangeTimesTable {
  contract_id: string | null
  sku: string | null
  valid_from: Date | null
}

/** Others than the catalogue read here which SKUs a contract has. */
export interface SkuFactsTable {
  contract_id: string
  sku: string
}

/** The terms of the SKUs of contracts before the first change with a date; sku_terms_at() is what orders ask. */
export interface SkuTermsTable {
  contract_id: string | null
  sku: string | null
  v1_product: number | null
  unit: string | null
  currency: string | null
  footprint_width_km: number | null
  footprint_length_km: number | null
  min_area_km2: number | null
  max_area_km2: number | null
  max_strip_ratio: number | null
  min_strip_km2: number | null
  max_cloud_pct: number | null
  max_off_nadir_deg: number | null
  min_sun_elevation_deg: number | null
  default_window_days: number | null
  max_window_days: number | null
  priority: number | null
  promised_delivery_hours: number | null
  processing_levels: string[] | null
  default_processing_levels: string[] | null
  cancellation_fees: unknown | null
  min_quantity: number | null
  overlap: string | null
  levels: string | null
  uplifts: unknown | null
  is_offered: boolean | null
  priority_class: string | null
  bump_compensation_pct: number | null
}

/** By which a provider has signed somebody out: each is taken once. */
export interface SpentLogoutTokensTable {
  token_sha256: string
  expires_at: Date
}

/** The time that each stage of an order took, from its events. It shows our own orders only: imported ones rarely tell when their stages began. */
export interface StagesTable {
  contract_id: string | null
  order_id: string | null
  sku: string | null
  project_id: string | null
  stage: string | null
  ended_at: Date | null
  promised_hours: number | null
  seconds: number | null
}

/** Each entry that the ledger books as consumed is on one statement, once. */
export interface StatementLinesTable {
  statement_id: string
  contract_id: string
  position: number
  entry_id: string
  transaction_id: string
  kind: string
  booked_at: Date
  amount_minor: number
  order_id: Nullable<string>
  order_name: Nullable<string>
  sku: Nullable<string>
  project_name: Nullable<string>
  deliverable_id: Nullable<string>
  processing_level: Nullable<string>
  quantity: Nullable<number>
  unit: Nullable<string>
  price_minor: Nullable<number>
  /** The event that caused it; the message is what was said about it. */
  event_id: Nullable<string>
  message: Nullable<string>
  /** The statement that has the charge which the line corrects, if it is an earlier one. */
  corrects_number: Nullable<string>
}

/** The amounts that were booked as consumed in a month. A statement never changes once it is closed. */
export interface StatementsTable {
  statement_id: string
  contract_id: string
  currency: string
  /** The number among all statements of the contract, from 1 on without gaps. */
  sequence: number
  number: string
  /** The first instant of the month; period_end is that of the next one, in the time zone of the statement. */
  period_start: Date
  period_end: Date
  charges_minor: number
  cancellation_fees_minor: number
  /** Refunds and re-ratings, below zero where they give money back. */
  credits_minor: number
  total_minor: number
  line_count: number
  /** Provider and customer are as they were named when it was closed. */
  provider: Json
  customer: Json
  closed_at: Date
  /** Lines come in the same transaction or never. */
  transaction_id: Defaulted<string>
  /** That of the month, as it was when the statement was closed. */
  time_zone: string
}

/** The progress of mirroring a v1 system, for each contract whose tasks are mirrored. */
export interface UpstreamContractsTable {
  contract_id: string
  next_poll_at: Date
  /** All tasks were looked at then, and not only the newest and the open ones. */
  swept_at: Nullable<Date>
  succeeded_at: Nullable<Date>
  failures: Defaulted<number>
  last_error: Nullable<string>
}

/** The bytes that are sent, fixed when the event is met first: a later version of the server may write events differently, but every try of a message sends the same. */
export interface WebhookBodiesTable {
  event_id: string
  contract_id: string
  body: string
}

/** Others than the webhooks themselves read these columns of them. */
export interface WebhookFactsTable {
  webhook_id: string
  contract_id: string
  url: string
  description: string
  is_enabled: boolean
  failures: number
  disabled_reason: 'by_customer' | 'gone' | 'failing' | 'credential_ended' | null
  disabled_at: Date | null
}

/** Others than the webhooks read these columns of their messages. */
export interface WebhookMessageFactsTable {
  webhook_id: string
  contract_id: string
  state: 'pending' | 'delivered' | 'dead'
  created_at: Date
  event_id: string
  type: string
}

export interface WebhookMessagesTable {
  webhook_id: string
  event_id: string
  contract_id: string
  entity_id: string
  sequence: number
  type: string
  state: Defaulted<'pending' | 'delivered' | 'dead'>
  tries: Defaulted<number>
  first_tried_at: Nullable<Date>
  next_try_at: Date
  last_error: Nullable<string>
  replays: Defaulted<number>
  created_at: Date
  delivered_at: Nullable<Date>
}

export interface WebhookTriesTable {
  try_id: string
  webhook_id: string
  contract_id: string
  /** It is no reference: the event of a test exists nowhere else. */
  event_id: string
  type: string
  state: 'succeeded' | 'failed'
  started_at: Date
  duration_ms: number
  response: Nullable<Json>
  error: Nullable<string>
}

/** Others than the webhooks read these columns of their requests. */
export interface WebhookTryFactsTable {
  webhook_id: string
  contract_id: string
  started_at: Date
  error: string | null
}

/** The addresses to which contracts want their events sent. */
export interface WebhooksTable {
  webhook_id: string
  contract_id: string
  url: string
  description: string
  event_types: string[]
  sku: string[]
  /** Filters name projects by id, which no change of name makes fall silent. */
  project: string[]
  order_id: string[]
  is_enabled: boolean
  disabled_reason: Nullable<'by_customer' | 'gone' | 'failing' | 'credential_ended'>
  disabled_at: Nullable<Date>
  /** Failed tries since the last one that succeeded. */
  failures: Defaulted<number>
  failing_since: Nullable<Date>
  paused_until: Nullable<Date>
  /** Encrypted by database/secrets.ts. */
  secret: string
  /** Up to here the feed has been turned into messages. */
  transaction_id: string
  sequence: number
  /** The worker that sends now: one at a time, because of the order. A worker that died keeps it until its end. */
  lease_id: Nullable<string>
  lease_until: Nullable<Date>
  created_at: Date
  updated_at: Date
  /** Each secret that was replaced stays valid for a day of its own: [{"secret": encrypted, "until": time}], the newest first. */
  previous_secrets: Defaulted<Json>
  /** The credential that made it, last said where it goes, or enabled it again. If it is null, or an operator's credential, it counts as the operator's. The webhook ends with the credential that set it up. */
  created_by: Nullable<string>
}
