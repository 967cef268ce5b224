import path from 'node:path'
import { Health } from '@swath/contract/accounts'
import type { FastifyInstance } from 'fastify'
import { seedDemo } from './accounts/demo.ts'
import { accountRoutes } from './accounts/routes.ts'
import { Accounts } from './accounts/service.ts'
import { captureJobs } from './captures/jobs.ts'
import { captureRoutes } from './captures/routes.ts'
import { Captures } from './captures/service.ts'
import { catalogRoutes } from './catalog/routes.ts'
import { Catalog } from './catalog/service.ts'
import type { Config } from './config.ts'
import type { Connector } from './connectors/connector.ts'
import { simulatorConnector } from './connectors/simulator.ts'
import { deliverableJobs } from './deliverables/jobs.ts'
import { deliverableRoutes } from './deliverables/routes.ts'
import { Deliverables } from './deliverables/service.ts'
import { feasibilityJobs } from './feasibility/jobs.ts'
import { feasibilityRoutes } from './feasibility/routes.ts'
import { Feasibility } from './feasibility/service.ts'
import { feedJobs } from './feed/jobs.ts'
import { feedRoutes } from './feed/routes.ts'
import { Seals } from './feed/seals.ts'
import { Feed } from './feed/service.ts'
import { ledgerJobs } from './ledger/jobs.ts'
import { ledgerRoutes } from './ledger/routes.ts'
import { Ledger } from './ledger/service.ts'
import { orderJobs } from './orders/jobs.ts'
import { orderRoutes } from './orders/routes.ts'
import { Orders } from './orders/service.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import { Database } from './platform/db.ts'
import { documentationRoutes } from './platform/documentation.ts'
import { openHttp } from './platform/http.ts'
import { type Answer, answerOnce, forgetOldAnswers, type IdempotentRequest } from './platform/idempotency.ts'
import { openLimits } from './platform/limits.ts'
import { Lists } from './platform/lists.ts'
import type { Log } from './platform/log.ts'
import { AnswerMemory } from './platform/memory.ts'
import { migrate } from './platform/migrate.ts'
import { openEmbedded, type Pool, postgresPool } from './platform/pool.ts'
import { type JobHandlers, openQueue, type Queue } from './platform/queue.ts'
import { type AnyEndpoint, Routes } from './platform/route.ts'
import { Storage } from './platform/storage.ts'
import { projectRoutes } from './projects/routes.ts'
import { Projects } from './projects/service.ts'

export interface App {
  /** Every endpoint, for documents and tests. */
  endpoints: readonly AnyEndpoint[]
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
}

/** Puts everything together: database, services, job handlers, routes. Nothing listens or works yet. */
export async function openApp(config: Config, log: Log, replace: Replacements = {}): Promise<App> {
  const pool = replace.pool ?? (await openPool(config))
  await migrate(pool)
  const db = new Database(pool)
  const clock = replace.clock ?? systemClock
  const connector = replace.connector ?? simulatorConnector(config.simulator_url)
  const storage = new Storage(path.join(config.data_dir, 'files'))

  const services = openServices(db, clock, connector, storage)
  const queue = await openQueue(db, jobHandlers(services, clock), log)
  if (config.seed_demo && config.demo_secret) await seedDemo(db, config.demo_secret)

  const http = openHttp(log)
  const limit = await openLimits(http, config.requests_per_minute)
  const once = (request: IdempotentRequest, work: () => Promise<Answer>) =>
    answerOnce(db, request, clock.now(), work)
  const routes = new Routes(http, services.accounts, once, limit, new AnswerMemory(db))
  addRoutes(routes, services, config.public_url)
  http.addHook('preClose', () => services.feed.close())
  await documentationRoutes(http, routes)

  async function close() {
    await http.close()
    await queue.stop()
    await db.close()
  }
  return { endpoints: routes.endpoints, http, queue, db, close }
}

export type Services = ReturnType<typeof openServices>

function openServices(db: Database, clock: Clock, connector: Connector, storage: Storage) {
  const lists = new Lists(db, clock)
  const orders = new Orders(db, clock, connector, lists)
  return {
    db,
    storage,
    accounts: new Accounts(db, clock),
    catalog: new Catalog(db),
    feasibility: new Feasibility(db, clock, connector, orders),
    orders,
    captures: new Captures(db, clock, connector, lists),
    deliverables: new Deliverables(db, clock, storage, lists),
    ledger: new Ledger(db, clock),
    projects: new Projects(db, clock, lists),
    feed: new Feed(db),
    seals: new Seals(db, clock),
  }
}

function jobHandlers(
  { db, orders, captures, deliverables, feasibility, ledger, seals }: Services,
  clock: Clock,
): JobHandlers {
  return {
    ...orderJobs(orders),
    ...captureJobs(captures),
    ...deliverableJobs(deliverables),
    ...ledgerJobs(ledger),
    ...feasibilityJobs(feasibility),
    ...feedJobs(seals),
    'answers.forget': () => forgetOldAnswers(db, clock.now()),
  }
}

/** Every endpoint of the server. */
export function addRoutes(routes: Routes, services: Services, public_url: string) {
  accountRoutes(routes, services.accounts)
  catalogRoutes(routes, services.catalog)
  feasibilityRoutes(routes, services.feasibility)
  orderRoutes(routes, services.orders)
  captureRoutes(routes, services.captures)
  deliverableRoutes(routes, services.deliverables, services.storage, public_url)
  ledgerRoutes(routes, services.ledger)
  projectRoutes(routes, services.projects)
  feedRoutes(routes, services.feed, services.seals)
  serviceRoutes(routes, services.db)
}

function openPool(config: Config): Promise<Pool> | Pool {
  return config.database_url
    ? postgresPool(config.database_url, config.database_connections)
    : openEmbedded(path.join(config.data_dir, 'database'))
}

function serviceRoutes(routes: Routes, db: Database) {
  const health = { tag: 'Service', access: 'public' as const, answers: { 200: Health } }
  routes.add({
    ...health,
    method: 'GET',
    path: '/healthz',
    operation: 'isAlive',
    summary: 'The process runs',
    handle: () => ({ status: 'ok' }),
  })
  routes.add({
    ...health,
    method: 'GET',
    path: '/readyz',
    operation: 'isReady',
    summary: 'The process runs and reaches its database',
    handle: () => db.ping().then(() => ({ status: 'ok' })),
  })
}
