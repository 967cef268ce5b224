import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { openLimits } from './access/limits.ts'
import { AnswerCache } from './answers/cache.ts'
import type { Config } from './config.ts'
import type { Database } from './database/db.ts'
import { migrate } from './database/migrate.ts'
import { openEmbedded, type Pool } from './database/pool.ts'
import { postgresPool } from './database/postgres.ts'
import { seedDemo } from './demo.ts'
import { addRoutes, type Features, jobsOf, listed, openFeatures } from './features.ts'
import { consoleRoutes } from './http/console.ts'
import { documentationRoutes } from './http/documentation.ts'
import type { AnyEndpoint } from './http/endpoint.ts'
import { openHttp } from './http/http.ts'
import type { OpenApi } from './http/openapi.ts'
import { Routes } from './http/route.ts'
import type { Resolve } from './outbound/outbound.ts'
import { closeParts, openParts, type Parts } from './parts.ts'
import { type Clock, systemClock } from './platform/clock.ts'
import type { Log } from './platform/log.ts'
import type { Provider } from './providers/provider.ts'
import { openQueue, type Queue } from './queue/queue.ts'

export interface App {
  /** For tests: every endpoint, and what the server tells of them. */
  endpoints: readonly AnyEndpoint[]
  document(): OpenApi
  /** For tests, and for what runs in the same process. */
  features: Features
  parts: Parts
  db: Database
  http: FastifyInstance
  queue: Queue
  close(): Promise<void>
}

/** The parts that a test puts in the place of the real ones. */
export interface Replacements {
  pool?: Pool
  clock?: Clock
  /** The providers that fly satellites, instead of those of the database. */
  skies?: readonly Provider[]
  resolve?: Resolve
}

/** Puts everything together: database, features, queue, pages. Nothing listens or works yet. */
export async function openApp(config: Config, log: Log, replace: Replacements = {}): Promise<App> {
  const { clock = systemClock, resolve } = replace
  const pool = replace.pool ?? (await openPool(config, log))
  await pool.prepare(() => migrate(pool))
  const parts = openParts({ config, pool, clock, log, resolve })
  if (config.database_url) await pool.prepare(() => parts.secrets.compareWith(parts.db))
  const features = openFeatures(parts, replace.skies)
  const queue = await openWork(features, parts)
  await seed(parts)
  await pool.prepare(() => features.registry.providers.begin())
  const site = await openSite(features, parts)
  async function close() {
    await site.http.close()
    await queue.stop()
    await closeParts(parts)
  }
  return { ...site, features, parts, db: parts.db, queue, close }
}

/** The jobs of the features, and whoever sends beside them. */
async function openWork(features: Features, { db, log }: Parts): Promise<Queue> {
  const queue = await openQueue(db, jobsOf(features), log)
  const senders = listed(features).flatMap((one) => one.senders ?? [])
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

async function seed({ config: { seed_demo, demo_secret }, db }: Parts) {
  if (!seed_demo || !demo_secret) return
  await db.pool.prepare(() => seedDemo(db, demo_secret))
}

async function openSite(features: Features, { config, log, db, clock, answers, shapes }: Parts) {
  const { path_prefix, request_limits } = config
  const http = openHttp(log, config)
  const limit = await openLimits(http, request_limits)
  features.metrics.service.observe(http)
  let endpoints: readonly AnyEndpoint[] = []
  let document!: () => OpenApi
  const fill = async (site: FastifyInstance) => {
    const { accounts, audit, people, provider_tasks, registry } = features
    const room = { answers, limit, trail: audit.trail, cache: new AnswerCache(db), shapes }
    const providers = {
      secretsOf: async (name: string) => (await registry.providers.current()).secretsOf(name),
      isNew: (name: string, nonce: string) => provider_tasks.nonces.isNew(name, nonce),
    }
    const identifiers = { credentials: accounts.service, sessions: people.sessions, providers, clock }
    const routes = new Routes(site, identifiers, room)
    addRoutes(routes, features)
    document = await documentationRoutes(site, routes.endpoints, path_prefix)
    await consoleRoutes(site, config)
    endpoints = routes.endpoints
  }
  await http.register(fill, { prefix: path_prefix })
  http.addHook('preClose', async () => void (await Promise.all(listed(features).map((one) => one.close?.()))))
  return { http, endpoints, document }
}

function openPool(config: Config, log: Log): Promise<Pool> | Pool {
  return config.database_url
    ? postgresPool(config.database_url, config.database_connections, config.database_patience, log)
    : openEmbedded(path.join(config.data_dir, 'database'))
}
