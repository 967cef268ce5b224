import path from 'node:path'
import { WrongSecrets } from './access/wrong-secrets.ts'
import { KeptAnswers } from './answers/idempotency.ts'
import type { Config } from './config.ts'
import { Database } from './database/db.ts'
import type { Pool } from './database/pool.ts'
import { Secrets } from './database/secrets.ts'
import { Lists } from './lists/lists.ts'
import { Outbound, type Resolve } from './outbound/outbound.ts'
import type { Clock } from './platform/clock.ts'
import type { Log } from './platform/log.ts'
import { Storage } from './storage/storage.ts'
import { DrawnTiles } from './threads/drawn-tiles.ts'
import { Shapes } from './threads/shapes.ts'
import { openThreads } from './threads/threads.ts'

/** The parts that every feature may use, once for a process. */
export type Parts = ReturnType<typeof openParts>

interface Given {
  config: Config
  pool: Pool
  clock: Clock
  log: Log
  resolve?: Resolve | undefined
}

/** Nothing is asked of the database yet. */
export function openParts({ config, pool, clock, log, resolve }: Given) {
  const { outbound_allow, allow_http, simulator_url, upstream, single_sign_on, token_issuer } = config
  const named = [single_sign_on?.issuer, token_issuer?.jwks_url].filter((one) => one !== undefined)
  const issuers = named.map((one) => new URL(one).origin)
  const forecast_server = config.forecast_url?.startsWith('file:') ? undefined : config.forecast_url
  const systems = [simulator_url, upstream?.url, forecast_server].filter((one) => one !== undefined)
  const db = new Database(pool)
  const secrets = new Secrets(config.encryption_keys, config.data_dir)
  const threads = openThreads()
  return {
    config,
    db,
    clock,
    log,
    secrets,
    threads,
    storage: new Storage(path.join(config.data_dir, 'files'), config.min_free_disk_bytes),
    lists: new Lists(db, clock),
    answers: new KeptAnswers(db, clock, secrets),
    wrong_secrets: new WrongSecrets(db, clock, log),
    shapes: new Shapes(threads.answering),
    tiles: new DrawnTiles(threads.answering),
    outbound: new Outbound(outbound_allow, resolve, allow_http),
    // Customers have no business there.
    provider_outbound: new Outbound([...outbound_allow, ...systems], resolve, allow_http),
    // The operator has named them: they may be in its own network.
    issuer_outbound: new Outbound([...outbound_allow, ...issuers], resolve, allow_http),
  }
}

export async function closeParts({ threads, db, ...parts }: Parts): Promise<void> {
  for (const outbound of [parts.outbound, parts.provider_outbound, parts.issuer_outbound]) outbound.close()
  await Promise.all(Object.values(threads).map((one) => one.close()))
  await db.close()
}
