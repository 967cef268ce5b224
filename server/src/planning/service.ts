import type { CaptureReport, ReportReceipt } from '@swath/contract/captures'
import { SwathError } from '@swath/contract/errors'
import type {
  CommandFile,
  ConstellationElements,
  ConstellationPlan,
  PlannerSettings,
  SatelliteElements,
} from '@swath/contract/planner-provider'
import type { Database } from '../database/db.ts'
import { centreOf } from '../lib/geo/centre.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { agesOf, allowedErrorSeconds } from '../providers/planner/ages.ts'
import type { View } from '../providers/planner/constellation.ts'
import { type Contender, type Outcome, solve } from '../providers/planner/puzzle.ts'
import type { TakenPass } from '../providers/planner/taken.ts'
import type { Providers } from '../providers/registry.ts'
import type { Reporter } from '../record/reports.ts'
import type { Threads } from '../threads/threads.ts'
import { ElementWatch } from './element-watch.ts'
import { newsOf, planOf, sinceOf } from './plan.ts'
import {
  beginTakingSince,
  busyProviders,
  claim,
  findRevision,
  intendPasses,
  openCaptures,
  type Planned,
  type ReservedPass,
  recordObstacle,
  recordPass,
  release,
  reservedPasses,
} from './store.ts'

/** The feature that judges news of captures. */
export interface CaptureJudge {
  report(by: Reporter, capture_id: string, body: CaptureReport): Promise<ReportReceipt>
}

interface Parts {
  db: Database
  clock: Clock
  log: Log
  threads: { background: Threads }
}

/** The feature that knows of clouds to come. */
export interface CloudForecast {
  hoursOver(places: readonly Contender['place'][]): Promise<(Contender['foretold'] | undefined)[]>
}

/** A capture, and the place that a plan has for it. */
interface Pair {
  capture: Planned
  outcome: Outcome
}

/** The state of a constellation from which a plan begins. */
interface Known {
  revision: string
  reserved: ReservedPass[]
  captures: Planned[]
}

type Taken = Pick<TakenPass, 'view' | 'priority_class'>

interface Needs {
  providers: Providers
  captures: CaptureJudge
  forecast: CloudForecast
}

const puzzle_module = new URL('../providers/planner/puzzle.ts', import.meta.url).href
/** A process that died while it planned is followed by another after this time. */
const claim_ms = 10 * 60_000
/** So often a plan is made again at once. */
const most_rounds = 3

export class Planning {
  #db: Database
  #clock: Clock
  #log: Log
  #threads: Threads
  #needs: Needs
  #watch: ElementWatch

  constructor({ db, clock, log, threads }: Parts, needs: Needs) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#threads = threads.background
    this.#needs = needs
    this.#watch = new ElementWatch(log)
  }

  /** Plans each constellation anew; what goes wrong with one is no matter of the others. */
  async planAll(): Promise<void> {
    const since = this.#since
    const names = await this.#db.system((tx) => busyProviders(tx, since))
    const fleet = await this.#needs.providers.current()
    for (const { provider, satellites } of await this.ages()) this.#watch.see(provider, satellites)
    for (const name of names) {
      const settings = fleet.find(name)?.planner
      if (!settings) continue
      try {
        await this.#planAlone(name, settings)
      } catch (err) {
        this.#log.error({ err, provider: name }, 'a constellation could not be planned')
      }
    }
  }

  /** @throws SwathError for a provider that is not planned here */
  async show(name: string): Promise<ConstellationPlan> {
    const { uplink_lead_minutes } = await this.settingsOf(name)
    const since = this.#since
    const captures = await this.#db.system((tx) => openCaptures(tx, name, since))
    return planOf(captures, this.#clock.now(), uplink_lead_minutes)
  }

  /** @throws SwathError for a provider that is not planned here */
  async settingsOf(name: string): Promise<PlannerSettings> {
    const settings = (await this.#needs.providers.current()).find(name)?.planner
    if (settings) return settings
    throw new SwathError('not_found', `There is no provider ${name} that Swath plans`)
  }

  /** Tells how old the elements of its satellites are. @throws SwathError for a provider that is not planned here */
  async elements(name: string): Promise<ConstellationElements> {
    const settings = await this.settingsOf(name)
    const satellites = agesOf(settings, this.#clock.now())
    return {
      allowed_timing_error_s: allowedErrorSeconds(settings),
      satellites: satellites.sort((a, b) => b.timing_error_s - a.timing_error_s),
    }
  }

  /** Likewise, of all constellations that get orders, without one of which it cannot be told. */
  async ages(): Promise<{ provider: string; satellites: SatelliteElements[] }[]> {
    const { members } = await this.#needs.providers.current()
    return members.flatMap(({ is_enabled, provider: { name, planner } }) =>
      is_enabled && planner ? this.#agesOf(name, planner) : [],
    )
  }

  #agesOf(provider: string, settings: PlannerSettings) {
    try {
      return [{ provider, satellites: agesOf(settings, this.#clock.now()) }]
    } catch (err) {
      this.#log.error({ err, provider }, 'the age of the elements of a constellation could not be told')
      return []
    }
  }

  async file(name: string, satellite_name: string, date: string): Promise<CommandFile> {
    const { files } = await this.show(name)
    const found = files.find((one) => one.satellite_name === satellite_name && one.date === date)
    return found ?? { satellite_name, date, commands: [] }
  }

  get #since(): Date {
    return sinceOf(this.#clock.now())
  }

  /** Another process that is at it is left alone. */
  async #planAlone(name: string, settings: PlannerSettings): Promise<void> {
    const now = this.#clock.now()
    const until = new Date(now.getTime() + claim_ms)
    if (!(await this.#db.system((tx) => claim(tx, name, now, until)))) return
    try {
      await this.#plan(name, settings)
    } finally {
      await this.#db.system((tx) => release(tx, name, until))
    }
  }

  /** A plan that does not know of a pass that was reserved meanwhile may not fit together with it: it is made again. */
  async #plan(name: string, settings: PlannerSettings): Promise<void> {
    for (let round = 0; round < most_rounds; round++) {
      const known = await this.#known(name)
      const pairs = await this.#pairsOf(settings, known)
      if (await this.#take(name, pairs, known.revision)) return this.#tellAll(name, pairs, known.reserved)
    }
    this.#log.warn(
      { provider: name },
      'passes of a constellation were reserved each time that it was planned: the next plan tells them',
    )
  }

  /** The revision is read first: if something is taken in between, the plan does not count. */
  #known(name: string): Promise<Known> {
    const since = this.#since
    return this.#db.system(async (tx) => ({
      revision: await findRevision(tx, name),
      reserved: await reservedPasses(tx, name, since),
      captures: await openCaptures(tx, name, since),
    }))
  }

  async #pairsOf(settings: PlannerSettings, { captures, reserved }: Known): Promise<Pair[]> {
    const claimed = new Set(captures.map(({ request }) => request.reservation_id))
    const puzzle = {
      settings,
      contenders: await this.#contendersOf(captures),
      reserved: reserved.filter((one) => !claimed.has(one.reservation_id)).map(({ view }) => view),
      now_ms: this.#clock.now().getTime(),
    }
    const outcomes = await this.#threads.run(puzzle_module, solve, puzzle)
    const by_id = new Map(captures.map((one) => [one.capture_id, one]))
    return outcomes.map((outcome) => ({ outcome, capture: by_id.get(outcome.capture_id)! }))
  }

  /**
   * Takes the new passes, so that none of them is reserved for somebody while it is told.
   * @returns false where others were taken since that revision: then none is
   */
  #take(name: string, pairs: readonly Pair[], revision: string): Promise<boolean> {
    const passes = pairs.flatMap(({ outcome: { view }, capture }) =>
      view && !isExactly(view, capture.view) ? [{ capture_id: capture.capture_id, view }] : [],
    )
    return this.#db.system(async (tx) => {
      if (!(await beginTakingSince(tx, name, revision))) return false
      await intendPasses(tx, passes)
      return true
    })
  }

  async #tellAll(name: string, pairs: readonly Pair[], reserved: readonly ReservedPass[]): Promise<void> {
    const planned = pairs.flatMap(({ outcome: { view }, capture }) =>
      view ? [{ view, priority_class: capture.request.priority_class }] : [],
    )
    for (const { outcome, capture } of pairs) {
      try {
        await this.#tell(name, capture, outcome, [...planned, ...reserved])
      } catch (err) {
        // It is told again by the next plan, and keeps no other from being told now.
        this.#log.error({ err, capture_id: capture.capture_id }, 'news of a plan could not be told')
      }
    }
  }

  async #contendersOf(captures: readonly Planned[]): Promise<Contender[]> {
    const contenders = captures.map(contenderOf)
    const hours = await this.#needs.forecast.hoursOver(contenders.map(({ place }) => place))
    return contenders.map((one, index) => ({ ...one, ...(hours[index] && { foretold: hours[index] }) }))
  }

  /** Who keeps a pass is not told of it again. What was told is recorded afterwards, so that nothing is told never. */
  async #tell(provider: string, capture: Planned, outcome: Outcome, taken: readonly Taken[]) {
    const { capture_id } = capture
    const by = { client_id: provider, role: 'provider', provider } as const
    const news = newsOf(capture, outcome, taken)
    if (news) {
      const occurred_at = this.#clock.now().toISOString()
      await this.#needs.captures.report(by, capture_id, {
        ...news,
        report_id: crypto.randomUUID(),
        occurred_at,
      })
    }
    await this.#db.system((tx) =>
      outcome.view
        ? recordPass(tx, capture_id, outcome.view)
        : recordObstacle(tx, capture_id, outcome.obstacle, outcome.capture_ids),
    )
  }
}

const isExactly = (one: View, other: View | null): boolean =>
  one.start === other?.start && one.satellite_name === other.satellite_name

const contenderOf = ({ capture_id, request, view, reserved }: Planned): Contender => ({
  capture_id,
  place: centreOf(request.frame),
  start_ms: request.window.start.getTime(),
  end_ms: request.window.end.getTime(),
  limits: request.limits,
  priority_class: request.priority_class,
  promised_ms: request.promised_at?.getTime() ?? null,
  had: view ?? reserved,
  is_reserved: reserved !== null,
})
