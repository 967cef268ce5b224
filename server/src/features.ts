import { openAccounts } from './accounts/feature.ts'
import { orphanJobs } from './accounts/jobs.ts'
import { openArchive } from './archive/feature.ts'
import { Sources } from './archive/sources.ts'
import { openAreas } from './areas/feature.ts'
import { openAudit } from './audit/feature.ts'
import { openBroker } from './broker/feature.ts'
import { openCancellations, openCaptures } from './captures/feature.ts'
import { openCatalog } from './catalog/feature.ts'
import { openConsumption } from './consumption/feature.ts'
import { openContracts } from './contracts/feature.ts'
import { Pseudonyms } from './contracts/pseudonyms.ts'
import { openDeliverables } from './deliverables/feature.ts'
import { openDeliveries } from './deliveries/feature.ts'
import { openDestinations } from './destinations/feature.ts'
import { openDigests } from './digests/feature.ts'
import { openDownloads } from './downloads/feature.ts'
import { openFeasibility, openReservations } from './feasibility/feature.ts'
import type { Feature } from './feature.ts'
import { openFeed } from './feed/feature.ts'
import { openForwarding } from './forwarding/feature.ts'
import { ForwardedOrders } from './forwarding/service.ts'
import type { AuditTrail } from './http/audit.ts'
import type { Routes } from './http/route.ts'
import { openLedger } from './ledger/feature.ts'
import { openLegacy } from './legacy/feature.ts'
import { openMetrics } from './metrics/feature.ts'
import { openMirror } from './mirror/feature.ts'
import { openOperations } from './operations/feature.ts'
import { openOrders } from './orders/feature.ts'
import type { Parts } from './parts.ts'
import { openPeople } from './people/feature.ts'
import { openPlaces } from './places/feature.ts'
import { CommandFormats, loadFormats } from './planning/command-formats.ts'
import { openPlanning } from './planning/feature.ts'
import { KeptPlans } from './planning/kept.ts'
import { openProjects } from './projects/feature.ts'
import { openProviderTasks } from './provider-tasks/feature.ts'
import type { Provider } from './providers/provider.ts'
import type { JobHandlers } from './queue/handlers.ts'
import { openRegistry } from './registry/feature.ts'
import { openRestrictedAreas } from './restricted-areas/feature.ts'
import { openServiceLevels } from './service-levels/feature.ts'
import { openSetup } from './setup/feature.ts'
import type { Owners } from './setup/ports.ts'
import { openSingleSignOn } from './single-sign-on/feature.ts'
import { deleteIdentities } from './single-sign-on/store.ts'
import { openSkies } from './skies/feature.ts'
import { openStac } from './stac/feature.ts'
import { openStatements } from './statements/feature.ts'
import { openUpstream } from './upstream/feature.ts'
import { openWebhooks } from './webhooks/feature.ts'

export type Features = ReturnType<typeof openFeatures>
type All<T> = (T extends unknown ? (one: T) => void : never) extends (all: infer Each) => void ? Each : never
/** It fits `JobHandlers` only as long as each job has a feature that does it. */
type Jobs = All<Extract<Features[keyof Features], { jobs: unknown }>['jobs']>

/**
 * The whole server: each feature, and what it needs of others. Nothing listens or works yet.
 * @param built_in providers that are no rows of the database
 */
export function openFeatures(parts: Parts, built_in?: readonly Provider[]) {
  const { provider_tasks, registry, formats } = openProviders(parts, built_in)
  const audit = openAudit(parts)
  const accounts = openAccounts(parts, audit)
  const business = openBusiness(parts)
  const { contracts, catalog } = business
  const work = openWork(parts, registry, accounts, contracts.policies)
  const { orders, captures, deliverables, ledger, projects, mirror, forwarding, archive, downloads } = work
  const { feed, webhooks, digests, broker } = openNotices(parts, accounts, audit.trail)
  const prospects = openProspects(parts, registry, work)
  const { forecast } = prospects.skies
  const planning = openPlanning(parts, { ...registry, captures: captures.service, forecast, formats })
  const measured = { providers: registry.reckoning, constellations: planning.service, forecast }
  const legacy = openLegacy(parts, {
    captures: captures.service,
    catalog: catalog.service,
    contracts: contracts.service,
    deliverables: deliverables.service,
    downloads: downloads.service,
    feasibility: prospects.feasibility.service,
    links: accounts.links,
    orders: orders.service,
  })
  const destinations = openDestinations(parts)
  // Notifications first: they do not tell of the rest any more.
  const set_up = [digests.sender, webhooks.cleanup, destinations.cleanup]
  accounts.register.watchOver(set_up)
  return {
    accounts,
    registry,
    ...openIdentities(parts, accounts, audit.trail),
    ...business,
    ...prospects,
    provider_tasks,
    areas: openAreas(parts, { projects: projects.names }),
    orders,
    captures,
    destinations,
    deliveries: openDeliveries(parts, { destinations: destinations.service, describer: archive.describer }),
    deliverables,
    ledger,
    consumption: openConsumption(parts, ledger.service),
    service_levels: openServiceLevels(parts),
    setup: openSetUp(parts, business, work, {
      destinations: destinations.service,
      providers: registry.service,
    }),
    projects,
    feed,
    webhooks,
    digests,
    broker,
    legacy,
    mirror,
    forwarding,
    planning,
    upstream: openUpstream(parts, mirror.service),
    archive,
    downloads,
    stac: openStac(parts, { links: accounts.links, transactions: archive.transactions }),
    metrics: openMetrics(parts, measured),
    audit,
    orphans: { jobs: orphanJobs(set_up) },
    operations: openOperations(parts),
  }
}

/** Who makes what is ordered, and the door for those of them that come by themselves. */
function openProviders(parts: Parts, built_in?: readonly Provider[]) {
  const provider_tasks = openProviderTasks(parts)
  const formats = new CommandFormats(loadFormats(parts.config.command_formats))
  const registry = openRegistry(parts, {
    formats,
    archive: new Sources(parts.db),
    pseudonyms: new Pseudonyms(parts.db),
    forwards: new ForwardedOrders(parts),
    plans: new KeptPlans(parts),
    work: provider_tasks.service,
    built_in,
  })
  return { provider_tasks, registry, formats }
}

type Accounts = ReturnType<typeof openAccounts>
type Registry = ReturnType<typeof openRegistry>
type Policies = ReturnType<typeof openContracts>['policies']

/** The people, as we know them ourselves or a provider does. */
function openIdentities(parts: Parts, { memberships, service }: Accounts, trail: AuditTrail) {
  const people = openPeople(parts, { memberships, tokens: service, trail, deleteIdentities })
  return { people, single_sign_on: openSingleSignOn(parts, { ...people.ports, memberships }) }
}

/** These can be known before anything is ordered. */
function openProspects(parts: Parts, { providers }: Registry, work: ReturnType<typeof openWork>) {
  const skies = openSkies(parts)
  const { forecast } = skies
  const { reservations, orders } = work
  return {
    skies,
    feasibility: openFeasibility(parts, {
      providers,
      reservations,
      forecast,
      orders: orders.service.examiner,
    }),
    places: openPlaces(parts),
  }
}

/** The nouns of what is agreed with customers. */
function openBusiness(parts: Parts) {
  return {
    contracts: openContracts(parts),
    catalog: openCatalog(parts),
    statements: openStatements(parts),
    restricted_areas: openRestrictedAreas(parts),
  }
}

/** The nouns of work: it is ordered, collected, delivered and paid. */
function openWork(
  parts: Parts,
  { providers, decisions }: Registry,
  { links, spend_caps }: Accounts,
  policies: Policies,
) {
  const projects = openProjects(parts)
  const ledger = openLedger(parts, policies)
  const budget = ledger.service
  const { reservations, told_odds } = openReservations(parts, providers)
  const cancellations = openCancellations(parts, providers)
  const own = { projects: projects.names, passes: reservations, told_odds, cancellations }
  const orders = openOrders(parts, { providers, decisions, budget, spend_caps, ...own })
  const captures = openCaptures(parts, {
    providers,
    decisions,
    orders: orders.records,
    cancellations,
  })
  const { replacements } = orders
  const deliverables = openDeliverables(parts, { ledger: ledger.service, replacements, policies, links })
  const { provider_files } = deliverables
  const entities = { order: orders.entity, capture: captures.entity, deliverable: deliverables.entity }
  const owners = { projects: projects.names, orders: orders.records, captures: captures.records }
  const mirror = openMirror(parts, { entities, owners, providers, charges: ledger.service })
  const archive = openArchive(parts, provider_files)
  const downloads = openDownloads(parts, {
    consumer: mirror.service,
    deliveries: deliverables.service,
    spend_caps,
    links,
    remote: provider_files,
  })
  const judges = { captures: captures.service, deliverables: deliverables.service }
  const forwarding = openForwarding(parts, { providers, files: provider_files, ...judges })
  return {
    projects,
    reservations,
    orders,
    captures,
    deliverables,
    ledger,
    mirror,
    forwarding,
    archive,
    downloads,
  }
}

/** The nouns that tell others of it. */
function openNotices(parts: Parts, { links, service }: Accounts, trail: AuditTrail) {
  const feed = openFeed(parts)
  service.onRevoked((client_id) => feed.service.end(client_id))
  const webhooks = openWebhooks(parts, feed.port)
  const digests = openDigests(parts, { feed: feed.port, links, trail })
  return { feed, webhooks, digests, broker: openBroker(parts, feed.port) }
}

/** The set-up of customers is written through the nouns that it is about. */
function openSetUp(
  parts: Parts,
  { contracts, catalog, statements, restricted_areas }: ReturnType<typeof openBusiness>,
  { ledger, deliverables, orders }: ReturnType<typeof openWork>,
  others: Pick<Owners, 'destinations' | 'providers'>,
) {
  return openSetup(parts, {
    contracts: contracts.service,
    skus: catalog.skus,
    billing: statements.service,
    money: ledger.service,
    rejections: deliverables.rejections,
    areas: restricted_areas.service,
    approvals: orders.approvals,
    ...others,
  })
}

export function jobsOf(features: Features): JobHandlers {
  const jobs: unknown[] = listed(features).map((one) => one.jobs)
  return Object.assign({}, ...jobs) as Jobs
}

export function addRoutes(routes: Routes, features: Features) {
  for (const one of listed(features)) one.routes?.(routes)
}

export const listed = (features: Features): Feature[] => Object.values(features)
