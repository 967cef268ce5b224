import { type OddsPeriod, type OddsReliability, odds_days } from '@swath/contract/odds'
import type { Database } from '../database/db.ts'
import { countedPeriod, readPeriod } from '../lists/periods.ts'
import type { Clock } from '../platform/clock.ts'
import { reliabilityOf } from './reliability.rules.ts'
import { listSeenSkies } from './store.ts'

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
    const asked = readPeriod(period, odds_days, this.#clock.now())
    const seen = await this.#db.system((tx) => listSeenSkies(tx, { ...asked, most: most_images }))
    const counted = { count: seen.length, most: most_images, oldest: seen.at(-1)?.start }
    return { ...countedPeriod(asked, counted), ...reliabilityOf(seen) }
  }
}
