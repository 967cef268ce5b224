import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { apiCredentialRoutes } from './accounts/api-credentials.routes.ts'
import { credentialRoutes } from './accounts/credentials.routes.ts'
import { demo_contracts, seedDemo } from './accounts/demo.ts'
import { accountJobs } from './accounts/jobs.ts'
import { Register } from './accounts/register.ts'
import { accountRoutes } from './accounts/routes.ts'
import { Accounts } from './accounts/service.ts'
import { SigningKeys } from './accounts/signing-keys.ts'
import { SpendCaps } from './accounts/spend-caps.ts'
import { seedArchive } from './archive/demo.ts'
import { DescribedItems } from './archive/described.ts'
import { AssetImports } from './archive/imports.ts'
import { Intake } from './archive/intake.ts'
import { archiveJobs } from './archive/jobs.ts'
import { OrderedItems } from './archive/ordered-items.ts'
import { Publication } from './archive/publication.ts'
import { archiveRoutes } from './archive/routes.ts'
import { Archive } from './archive/service.ts'
import { Sources } from './archive/sources.ts'
import { Previews } from './archive/stac/previews.ts'
import { stacRoutes } from './archive/stac/routes.ts'
import { Stac } from './archive/stac/service.ts'
import { transactionRoutes } from './archive/transactions.routes.ts'
import { Transactions } from './archive/transactions.service.ts'
import { NatsStream } from './broker/nats.ts'
import { Publisher } from './broker/publisher.ts'
import { captureEntity } from './captures/document.ts'
import { captureJobs } from './captures/jobs.ts'
import { Planning } from './captures/planning.ts'
import { captureRoutes } from './captures/routes.ts'
import { Captures } from './captures/service.ts'
import { catalogRoutes } from './catalog/routes.ts'
import { Catalog } from './catalog/service.ts'
import type { Config } from './config.ts'
import { providersOf } from './connectors/archive.ts'
import type { Connector } from './connectors/connector.ts'
import { simulatorConnector } from './connectors/simulator.ts'
import { consumptionJobs } from './consumption/jobs.ts'
import { consumptionRoutes } from './consumption/routes.ts'
import { Consumption } from './consumption/service.ts'
import { deliverableEntity } from './deliverables/document.ts'
import { deliverableJobs } from './deliverables/jobs.ts'
import { ProviderFiles } from './deliverables/provider-files.ts'
import { deliverableRoutes } from './deliverables/routes.ts'
import { Deliverables } from './deliverables/service.ts'
import { deliveryJobs } from './deliveries/jobs.ts'
import { openDeliveries } from './deliveries/open.ts'
import { deliveryRoutes } from './deliveries/routes.ts'
import { destinationJobs } from './destinations/jobs.ts'
import { destinationRoutes } from './destinations/routes.ts'
import { Destinations } from './destinations/service.ts'
import { DestinationUpkeep } from './destinations/upkeep.ts'
import { digestJobs } from './digests/jobs.ts'
import { openDigests } from './digests/open.ts'
import { digestRoutes } from './digests/routes.ts'
import { feasibilityJobs } from './feasibility/jobs.ts'
import { feasibilityRoutes } from './feasibility/routes.ts'
import { Feasibility } from './feasibility/service.ts'
import { decodeCursor, encodeCursor } from './feed/cursor.ts'
import { feedJobs } from './feed/jobs.ts'
import { feedRoutes } from './feed/routes.ts'
import { Seals } from './feed/seals.ts'
import { Feed } from './feed/service.ts'
import { eventsBetween, feedEnd } from './feed/store.ts'
import { ledgerJobs } from './ledger/jobs.ts'
import { deliveryRoutes as v1DeliveryRoutes } from './legacy/delivery.routes.ts'
import { Delivery } from './legacy/delivery.service.ts'
import { taskingRoutes } from './legacy/tasking.routes.ts'
import { Tasking } from './legacy/tasking.service.ts'
import { metricRoutes } from './metrics/routes.ts'
import { Metrics } from './metrics/service.ts'
import { mirrorRoutes } from './mirror/routes.ts'
import { Mirror } from './mirror/service.ts'
import { moneyRoutes, openMoney } from './money.ts'
import { orderEntity } from './orders/document.ts'
import { orderJobs } from './orders/jobs.ts'
import { orderRoutes } from './orders/routes.ts'
import { Orders } from './orders/service.ts'
import { placeRoutes } from './places/routes.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { consoleRoutes } from './platform/console.ts'
import { Database } from './platform/db.ts'
import { documentationRoutes } from './platform/documentation.ts'
import { DrawnTiles } from './platform/drawn-tiles.ts'
import type { EventFeed } from './platform/event-feed.ts'
import { serviceRoutes } from './platform/health.ts'
import { openHttp } from './platform/http.ts'
import { KeptAnswers } from './platform/idempotency.ts'
import { openLimits } from './platform/limits.ts'
import { Lists } from './platform/lists.ts'
import type { Log } from './platform/log.ts'
import { AnswerMemory } from './platform/memory.ts'
import { migrate } from './platform/migrate.ts'
import { Outbound, type Resolve } from './platform/outbound.ts'
import { openEmbedded, type Pool } from './platform/pool.ts'
import { postgresPool } from './platform/postgres.ts'
import { type JobHandlers, openQueue, type Queue } from './platform/queue.ts'
import { type AnyEndpoint, Routes } from './platform/route.ts'
import { Secrets } from './platform/secrets.ts'
import { setAsideRoutes } from './platform/set-aside.routes.ts'
import { SetAside } from './platform/set-aside.ts'
import { Shapes } from './platform/shapes.ts'
import { SignedLinks } from './platform/signed-links.ts'
import { Storage } from './platform/storage.ts'
import { openThreads, type Threads } from './platform/threads.ts'
import { WrongSecrets } from './platform/wrong-secrets.ts'
import { projectRoutes } from './projects/routes.ts'
import { Projects } from './projects/service.ts'
import { serviceLevelRoutes } from './service-levels/routes.ts'
import { ServiceLevels } from './service-levels/service.ts'
import { statementJobs } from './statements/jobs.ts'
import { statementRoutes } from './statements/routes.ts'
import { Statements } from './statements/service.ts'
import { upstreamJobs } from './upstream/jobs.ts'
import { upstreamRoutes } from './upstream/routes.ts'
import { UpstreamMirror } from './upstream/service.ts'
import { webhookJobs } from './webhooks/jobs.ts'
import { openWebhooks } from './webhooks/open.ts'
import { webhookRoutes } from './webhooks/routes.ts'

export interface App {
  /** Every endpoint, for documents and tests. */
  endpoints: readonly AnyEndpoint[]
  /** For tests, and for what runs in the same process. */
  services: Services
  http: FastifyInstance
  queue: Queue
  db: Database
  close(): Promise<void>
}

/** What a test puts in the place of the real thing. */
export interface Replacements {
  pool?: Pool
  clock?: Clock
  connector?: Connector
  resolve?: Resolve
}

/** Puts everything together: database, services, job handlers, routes. Nothing listens or works yet. */
export async function openApp(config: Config, log: Log, replace: Replacements = {}): Promise<App> {
  const pool = replace.pool ?? (await openPool(config, log))
  await pool.prepare(() => migrate(pool))
  const db = new Database(pool)
  if (config.database_url) {
    await pool.prepare(() => new Secrets(config.encryption_keys, config.data_dir).compareWith(db))
  }
  const clock = replace.clock ?? systemClock
  const connector = replace.connector ?? simulatorConnector(config.simulator_url)

  const outbound = new Outbound(config.outbound_allow, replace.resolve, config.allow_http)
  // Customers have no business there.
  const provider_outbound = new Outbound([...config.outbound_allow, config.simulator_url], replace.resolve)
  const provider_files = new ProviderFiles(provider_outbound, { max_bytes: config.max_file_bytes })
  const services = openServices(config, db, clock, connector, { outbound, provider_files }, log)
  const queue = withSenders(await openQueue(db, jobHandlers(services, log), log), services)
  const { seed_demo, demo_secret } = config
  if (seed_demo && demo_secret) {
    await pool.prepare(() => seedDemo(db, demo_secret))
    await pool.prepare(() => seedArchive(db, demo_contracts))
  }

  const http = openHttp(log, config)
  const limit = await openLimits(http, config.request_limits)
  const { accounts, answers, shapes } = services
  services.metrics.observe(http)
  let endpoints: readonly AnyEndpoint[] = []
  const fill = async (site: FastifyInstance) => {
    const routes = new Routes(site, accounts, answers, limit, new AnswerMemory(db), shapes)
    addRoutes(routes, services, config.public_url)
    await documentationRoutes(site, routes.endpoints, config.path_prefix)
    await consoleRoutes(site, config.path_prefix)
    endpoints = routes.endpoints
  }
  await http.register(fill, { prefix: config.path_prefix })
  accounts.onRevoked((client_id) => services.feed.end(client_id))
  http.addHook('preClose', async () => void (await Promise.all([services.feed.close(), accounts.close()])))

  async function close() {
    await http.close()
    await queue.stop()
    outbound.close()
    provider_outbound.close()
    await Promise.all(Object.values(services.threads).map((threads) => threads.close()))
    await db.close()
  }
  return { endpoints, services, http, queue, db, close }
}

export type Services = ReturnType<typeof openServices>

const entities = { order: orderEntity, capture: captureEntity, deliverable: deliverableEntity }

function openServices(
  config: Config,
  db: Database,
  clock: Clock,
  connector: Connector,
  { outbound, provider_files }: { outbound: Outbound; provider_files: ProviderFiles },
  log: Log,
) {
  const storage = new Storage(path.join(config.data_dir, 'files'), config.min_free_disk_bytes)
  const lists = new Lists(db, clock)
  const secrets = new Secrets(config.encryption_keys, config.data_dir)
  const identity = openIdentity(config, { db, clock, secrets, log })
  const { accounts, links, wrong_secrets } = identity
  const spend_caps = new SpendCaps(db)
  const catalog = new Catalog(db, clock)
  const providerOf = providersOf(connector, new Sources(db))
  const { threads, shapes, tiles } = openComputing()
  const money = openMoney(db, clock)
  const orders = new Orders(db, clock, providerOf, lists, money.ledger, { spend_caps, shapes })
  const captures = new Captures(db, clock, connector, lists)
  const planning = new Planning(db, clock, providerOf, shapes)
  const deliverables = new Deliverables(db, clock, storage, provider_files, lists, money.ledger)
  const mirror = new Mirror(db, clock, entities, money.ledger, shapes)
  const archive = new Archive(db, clock, storage, mirror, deliverables, spend_caps)
  const publication = new Publication(db, clock, storage, threads.background)
  const feasibility = new Feasibility(db, clock, connector, orders.examiner, shapes)
  const { webhook_timeout_ms: timeout_ms, public_url, mail, archive_dir, metrics_token: token, nats } = config
  const intake = new Intake(db, clock, new AssetImports(storage, archive_dir, provider_files), shapes)
  return {
    ...openDigests({ db, clock, feed: eventFeed, log, links, public_url, mail }),
    ...openWebhooks({ db, clock, feed: eventFeed, outbound, secrets, log, timeout_ms }),
    publisher: nats && new Publisher({ db, clock, log, feed: eventFeed, broker: new NatsStream(nats) }),
    metrics: new Metrics({ db, clock, wrong_secrets, token, stream: nats?.stream }),
    answers: new KeptAnswers(db, clock, secrets),
    ...openPush(config, { db, clock, outbound, secrets, lists, storage, log }),
    db,
    storage,
    provider_files,
    archive,
    publication,
    ordered_items: new OrderedItems(db, clock, storage, publication),
    stac: new Stac(db),
    previews: new Previews(links, clock),
    intake,
    transactions: new Transactions(db, clock, intake),
    ...identity,
    register: new Register({ db, clock, spend_caps, revocations: accounts, log }),
    catalog,
    feasibility,
    orders,
    captures,
    planning,
    deliverables,
    ...money,
    ...billingServices(config, { db, clock, lists, log, threads: threads.answering }),
    mirror,
    upstream: new UpstreamMirror(db, clock, mirror, config.upstream, log),
    projects: new Projects(db, clock, lists),
    feed: new Feed(db, clock),
    seals: new Seals({ db, clock, secrets, log }),
    threads,
    shapes,
    tasking: new Tasking({ orders, captures, catalog, feasibility, lists }),
    delivery: new Delivery({ archive, deliverables, storage, links, tiles }, config.public_url),
  }
}

/** Who somebody is, and how many wrong answers to that are taken. */
function openIdentity(
  config: Config,
  { db, clock, secrets, log }: Omit<PushParts, 'outbound' | 'lists' | 'storage'>,
) {
  const signing_keys = new SigningKeys(db, clock, secrets, config.signing_key_days)
  const wrong_secrets = new WrongSecrets(db, clock, log)
  const accounts = new Accounts(db, clock, signing_keys, wrong_secrets, {
    issuer: config.public_url,
    token_seconds: config.token_seconds,
    takes_secrets: config.key_secret_auth,
  })
  const links = new SignedLinks(signing_keys, accounts, wrong_secrets, clock, config.public_url)
  return { accounts, links, signing_keys, wrong_secrets }
}

/** What computes beside the thread that answers. */
function openComputing() {
  const threads = openThreads()
  return { threads, shapes: new Shapes(threads.answering), tiles: new DrawnTiles(threads.answering) }
}

interface PushParts {
  db: Database
  clock: Clock
  outbound: Outbound
  secrets: Secrets
  lists: Lists
  storage: Storage
  log: Log
}

function openPush({ delivery_dir, delivery_timeout_ms: timeout_ms }: Config, parts: PushParts) {
  const destinations = new Destinations({ ...parts, delivery_dir, timeout_ms })
  const describer = new DescribedItems(parts.db, parts.storage)
  return {
    destinations,
    destination_upkeep: new DestinationUpkeep(parts),
    ...openDeliveries({ ...parts, depots: destinations, describer }),
  }
}

/** What is told of the ledger and of events: nothing else depends on it. */
function billingServices(
  { provider, statement_font: font }: Config,
  parts: Pick<PushParts, 'db' | 'clock' | 'lists' | 'log'> & { threads: Threads },
) {
  const { db, clock, log } = parts
  return {
    consumption: new Consumption(db, clock, log),
    statements: new Statements(parts, { provider, font }),
    service_levels: new ServiceLevels(db),
  }
}

function jobHandlers(of: Services, log: Log): JobHandlers {
  return {
    // Notifications first: they do not tell of the rest any more.
    ...accountJobs({ ...of, set_up: [of.postman, of.upkeep, of.destination_upkeep], log }),
    ...orderJobs(of.orders),
    ...captureJobs(of.captures, of.planning),
    ...deliverableJobs(of.deliverables),
    ...deliveryJobs(of.deliveries),
    ...destinationJobs(of.destination_upkeep),
    ...archiveJobs(of.publication, of.ordered_items),
    ...ledgerJobs(of.ledger, log),
    ...consumptionJobs(of.consumption),
    ...statementJobs(of.statements),
    ...feasibilityJobs(of.feasibility),
    ...feedJobs(of.seals),
    ...upstreamJobs(of.upstream),
    ...webhookJobs(of.courier, of.upkeep),
    ...digestJobs(of.digest_writer, of.postman),
    'answers.forget': () => of.answers.tidy(),
  }
}

/** Every endpoint of the server. */
export function addRoutes(routes: Routes, services: Services, public_url: string) {
  accountRoutes(routes, services.accounts)
  credentialRoutes(routes, services.register)
  apiCredentialRoutes(routes, services.register)
  catalogRoutes(routes, services.catalog)
  feasibilityRoutes(routes, services.feasibility)
  placeRoutes(routes, services.threads)
  orderRoutes(routes, services.orders)
  captureRoutes(routes, services.captures)
  destinationRoutes(routes, services.destinations)
  deliveryRoutes(routes, services.deliveries)
  deliverableRoutes(routes, services.deliverables, services.storage, services.links, public_url)
  moneyRoutes(routes, services)
  consumptionRoutes(routes, services.consumption)
  statementRoutes(routes, services.statements, public_url)
  serviceLevelRoutes(routes, services.service_levels)
  projectRoutes(routes, services.projects)
  feedRoutes(routes, services.feed, services.seals)
  webhookRoutes(routes, services.webhooks)
  digestRoutes(routes, services.digests, services.links)
  taskingRoutes(routes, services.tasking, services.accounts, public_url)
  v1DeliveryRoutes(routes, services.delivery, public_url)
  mirrorRoutes(routes, services.mirror)
  upstreamRoutes(routes, services.upstream)
  const asset_sources = { storage: services.storage, remote: services.provider_files }
  archiveRoutes(routes, services.archive, services.intake, asset_sources, services.links)
  stacRoutes(routes, services.stac, services.previews, public_url)
  transactionRoutes(routes, services.transactions, services.previews, public_url)
  serviceRoutes(routes, services.db)
  setAsideRoutes(routes, new SetAside(services.db))
  metricRoutes(routes, services.metrics)
}

/** Webhooks are filled from the feed. */
const eventFeed: EventFeed = {
  end: feedEnd,
  between: (tx, stretch) => eventsBetween(tx, stretch, {}),
  encodeCursor,
  decodeCursor,
}

/** Whoever works on the queue sends webhooks, makes deliveries, and publishes to the broker. */
function withSenders(queue: Queue, { courier, delivery_courier, publisher }: Services): Queue {
  const senders = [courier, delivery_courier, ...(publisher ? [publisher] : [])]
  async function work() {
    await queue.work()
    for (const sender of senders) sender.start()
  }
  async function stop() {
    await Promise.all(senders.map((sender) => sender.stop()))
    await queue.stop()
  }
  return { ...queue, work, stop }
}

function openPool(config: Config, log: Log): Promise<Pool> | Pool {
  return config.database_url
    ? postgresPool(config.database_url, config.database_connections, config.database_patience, log)
    : openEmbedded(path.join(config.data_dir, 'database'))
}
