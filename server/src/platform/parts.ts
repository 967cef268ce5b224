import path from 'node:path'
import type { Config } from '../config.ts'
import type { Clock } from './clock.ts'
import { Database } from './db.ts'
import { DrawnTiles } from './drawn-tiles.ts'
import { KeptAnswers } from './idempotency.ts'
import { Lists } from './lists.ts'
import type { Log } from './log.ts'
import { Outbound, type Resolve } from './outbound.ts'
import type { Pool } from './pool.ts'
import { Secrets } from './secrets.ts'
import { Shapes } from './shapes.ts'
import { Storage } from './storage.ts'
import { openThreads } from './threads.ts'
import { WrongSecrets } from './wrong-secrets.ts'

/** What every feature may use, once for a process. */
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
  const { outbound_allow, allow_http, simulator_url } = config
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
    provider_outbound: new Outbound([...outbound_allow, simulator_url], resolve),
  }
}

export async function closeParts({ outbound, provider_outbound, threads, db }: Parts): Promise<void> {
  outbound.close()
  provider_outbound.close()
  await Promise.all(Object.values(threads).map((one) => one.close()))
  await db.close()
}
