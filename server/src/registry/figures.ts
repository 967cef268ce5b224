import { figures_days, type ProviderFigures, type ProviderPeriod } from '@swath/contract/providers'
import type { Database, Transaction } from '../database/db.ts'
import { countedPeriod, readPeriod } from '../lists/periods.ts'
import type { Clock } from '../platform/clock.ts'
import { countFigures, type Figures, listStandings } from './figures.store.ts'

const day_ms = 86_400_000
/** Counting them takes about a second. */
const most_captures = 100_000
/** Metrics are read every few seconds. */
const most_in_metrics = 1_000
const most_providers_in_metrics = 100

/** One provider as metrics show it: how it stands, and what became of the captures of a day. */
export interface MeasuredProvider {
  name: string
  state: string
  calls: number
  failures: number
  day: Omit<Figures, 'oldest'>
}

/** Counts what providers make of what they are given. */
export class ProviderReckoning {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  /** @throws SwathError `period_inverted` */
  async of(provider: string, period: ProviderPeriod): Promise<ProviderFigures> {
    const asked = readPeriod(period, figures_days, this.#clock.now())
    const { oldest, ...figures } = await this.#db.system((tx) =>
      countFigures(tx, { provider, ...asked, most: most_captures }),
    )
    return { ...countedPeriod(asked, { count: figures.tasked, most: most_captures, oldest }), ...figures }
  }

  /** For metrics: those of the last day, in a bounded time. */
  async measure(tx: Transaction): Promise<MeasuredProvider[]> {
    const until = this.#clock.now()
    const from = new Date(until.getTime() - day_ms)
    const measured: MeasuredProvider[] = []
    for (const standing of (await listStandings(tx)).slice(0, most_providers_in_metrics)) {
      const asked = { provider: standing.name, from, until, most: most_in_metrics }
      measured.push({ ...standing, day: await countFigures(tx, asked) })
    }
    return measured
  }
}
