import { type OddsPeriod, type OddsReliability, odds_days } from '@swath/contract/odds'
import type { Database } from '../database/db.ts'
import { countedPeriod, readPeriod } from '../lists/periods.ts'
import type { Clock } from '../platform/clock.ts'
import { keptPromisesOf, reliabilityOf } from './reliability.rules.ts'
import { listSeenSkies, listToldPromises } from './store.ts'

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
    const now = this.#clock.now()
    const asked = readPeriod(period, odds_days, now)
    const seen = await this.#db.system((tx) => listSeenSkies(tx, { ...asked, most: most_images }))
    const oldest = seen.at(-1)?.start
    const counted = countedPeriod(asked, { count: seen.length, most: most_images, oldest })
    const over = asked.until < now ? asked.until : now
    const promised = { from: new Date(counted.from), until: over, most: most_images }
    const told = await this.#db.system((tx) => listToldPromises(tx, promised))
    const is_whole = counted.is_whole && told.length < most_images
    return { ...counted, is_whole, ...reliabilityOf(seen), promises: keptPromisesOf(told) }
  }
}
