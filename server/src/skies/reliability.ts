import { SwathError } from '@swath/contract/errors'
import type { OddsPeriod, OddsReliability } from '@swath/contract/odds'
import type { Database } from '../database/db.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { reliabilityOf } from './reliability.rules.ts'
import { listSeenSkies } from './store.ts'

const year_ms = 365 * 86_400_000
/** To read and judge them takes some tenths of a second. */
const most_images = 20_000

/** Tells operators whether the odds are kept. */
export class Reliability {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** @throws SwathError `period_inverted` */
  async of(period: OddsPeriod): Promise<OddsReliability> {
    const until = period.until === undefined ? this.#clock.now() : new Date(period.until)
    const from = period.from === undefined ? new Date(until.getTime() - year_ms) : new Date(period.from)
    if (from > until) throw inverted(from, until)
    const seen = await this.#db.system((tx) => listSeenSkies(tx, { from, until, most: most_images }))
    const is_whole = seen.length < most_images
    const begin = is_whole ? from : seen.at(-1)!.start
    return { from: timestamp(begin), until: timestamp(until), is_whole, ...reliabilityOf(seen) }
  }
}

function inverted(from: Date, until: Date): SwathError {
  const message = `The period begins at ${timestamp(from)}, after its end at ${timestamp(until)}`
  const problems = [{ pointer: '?until', code: 'period_inverted', message }]
  return new SwathError('period_inverted', message, { problems })
}
