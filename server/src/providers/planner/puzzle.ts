/** The captures of a constellation as an instance of the planner, and its plan in our words. Runs in a thread. */
import { clearProbabilityBy } from '@swath/climate/forecast'
import type { CollectionLimits } from '@swath/contract/captures'
import type { PlannerSettings } from '@swath/contract/planner-provider'
import type { PriorityClass } from '@swath/contract/priority-classes'
import type { Access } from '@swath/orbits/access'
import type { Acquisition, Instance, Opportunity } from '@swath/planner/instance'
import { planOf } from '@swath/planner/plan'
import { fatesOf, type Obstacle } from '@swath/planner/reasons'
import { imageValue } from '@swath/planner/value'
import { Constellation, type Place, viewOf } from './constellation.ts'

export type View = ReturnType<typeof viewOf>

/** A capture that wants a pass. Times in milliseconds. */
export interface Contender {
  capture_id: string
  place: Place
  start_ms: number
  end_ms: number
  limits: CollectionLimits
  priority_class: PriorityClass
  promised_ms: number | null
  /** The pass that it was told of. */
  had: View | null
  /** The cloud cover over it in percent, by hours since 1970; the climate counts where nothing is foretold. */
  foretold?: ReadonlyMap<number, number>
}

export interface Puzzle {
  settings: PlannerSettings
  contenders: Contender[]
  now_ms: number
}

export type Outcome =
  | { capture_id: string; view: View }
  | { capture_id: string; view: null; obstacle: Obstacle['limit'] | 'no pass'; capture_ids: string[] }

const rounds = 3000
/** A plan looks so far ahead; what is later waits for another. */
const horizon_ms = 7 * 86_400_000
/** Images wait for contacts a day longer. */
const downlink_ms = 86_400_000
const hour_ms = 3_600_000
const most_passes = 60

export function solve({ settings, contenders, now_ms }: Puzzle): Outcome[] {
  const passes = new Passes(new Constellation(settings), contenders, now_ms)
  const { instance, previous } = passes
  const plan = planOf(instance, { seed: 1, rounds, previous })
  const taken = new Map(plan.map((one) => [one.opportunity.request_id, one]))
  const fates = new Map(fatesOf(instance, plan).map((fate) => [fate.request_id, fate]))
  return contenders.map(({ capture_id }): Outcome => {
    const had = taken.get(capture_id)
    if (had) return { capture_id, view: passes.viewOf(had) }
    const { limit, request_ids } = fates.get(capture_id)?.alternative?.obstacle ?? {
      limit: 'no pass',
      request_ids: [],
    }
    return { capture_id, view: null, obstacle: limit, capture_ids: request_ids }
  })
}

/** The passes of captures as an instance of the planner. */
export class Passes {
  readonly instance: Instance
  readonly previous: Acquisition[] = []
  readonly #constellation: Constellation
  readonly #now_ms: number
  readonly #lead_ms: number
  readonly #access = new Map<string, Access>()
  /** The views of images that are frozen, as they were told. */
  readonly #told = new Map<string, View>()

  constructor(constellation: Constellation, contenders: readonly Contender[], now_ms: number) {
    this.#constellation = constellation
    this.#now_ms = now_ms
    this.#lead_ms = constellation.settings.uplink_lead_minutes * 60_000
    const frozen = contenders.flatMap((one) => this.#frozenOf(one))
    const opportunities = contenders.flatMap((one) => this.#opportunitiesOf(one))
    // An image that was taken before is sent to the ground by contacts that are over.
    const first_ms = Math.min(now_ms, ...frozen.map(({ start_s }) => now_ms + 1000 * start_s))
    const span = { start_ms: first_ms, end_ms: now_ms + horizon_ms + downlink_ms }
    const { settle_s } = constellation.settings.agility
    const widest_deg = [...frozen.map(({ opportunity }) => opportunity), ...opportunities].reduce(
      (most, one) => Math.max(most, this.#pointingOf(one).off_nadir_deg),
      0,
    )
    this.instance = {
      opportunities,
      turnSeconds: (from, to) => constellation.turnSeconds(this.#pointingOf(from), this.#pointingOf(to)),
      least_turn_s: settle_s,
      most_turn_s: constellation.mostTurnSeconds(widest_deg),
      frozen,
      limits: new Map(
        constellation.satellites.map((one) => [
          one.satellite_name,
          constellation.limitsOf(one, now_ms, span),
        ]),
      ),
    }
  }

  viewOf({ opportunity, start_s }: Acquisition): View {
    const told = this.#told.get(opportunity.opportunity_id)
    if (told) return told
    const { imaging_s } = this.#constellation.settings
    return viewOf(
      this.#access.get(opportunity.opportunity_id)!,
      this.#now_ms + Math.round(start_s * 1000),
      imaging_s,
    )
  }

  #frozenOf({ capture_id, had }: Contender): Acquisition[] {
    if (!had || Date.parse(had.start) > this.#now_ms + this.#lead_ms) return []
    const [start_s, end_s] = [this.#since(Date.parse(had.start)), this.#since(Date.parse(had.end))]
    const opportunity_id = `${capture_id} frozen`
    this.#told.set(opportunity_id, had)
    const opportunity = {
      opportunity_id,
      request_id: capture_id,
      satellite: had.satellite_name,
      from_s: start_s,
      to_s: end_s,
      duration_s: end_s - start_s,
      value: 1,
      ...this.#data,
    }
    return [{ opportunity, start_s }]
  }

  #opportunitiesOf(contender: Contender): Opportunity[] {
    const { place, limits, had } = contender
    const from_ms = Math.max(contender.start_ms, this.#now_ms + this.#lead_ms)
    const to_ms = Math.min(contender.end_ms, this.#now_ms + horizon_ms)
    const passes = this.#constellation.passes(place, from_ms, to_ms, limits).take(most_passes)
    return [...passes].map((access) => {
      const opportunity = this.#opportunityOf(contender, access)
      this.#access.set(opportunity.opportunity_id, access)
      const had_ms = had?.satellite_name === access.satellite_name ? Date.parse(had.start) : Number.NaN
      if (had_ms >= access.start_ms - 1000 && had_ms <= access.end_ms)
        this.previous.push({ opportunity, start_s: this.#since(had_ms) })
      return opportunity
    })
  }

  #opportunityOf(contender: Contender, access: Access): Opportunity {
    const { capture_id, priority_class, start_ms, promised_ms } = contender
    const { imaging_s } = this.#constellation.settings
    const [from_s, to_s] = [this.#since(access.start_ms), this.#since(access.end_ms)]
    return {
      opportunity_id: `${capture_id} ${access.satellite_name} ${Math.round(access.peak_ms / 60_000)}`,
      request_id: capture_id,
      satellite: access.satellite_name,
      from_s,
      to_s,
      duration_s: imaging_s,
      value: imageValue({
        priority_class,
        odds: this.#oddsOf(contender, access.peak_ms),
        available_s: to_s,
        wanted_s: this.#since(start_ms),
        ...(promised_ms !== null && { promised_s: this.#since(promised_ms) }),
      }),
      ...this.#data,
    }
  }

  #oddsOf({ place, limits, foretold }: Contender, time_ms: number): number {
    const cover_pct = foretold?.get(Math.round(time_ms / hour_ms))
    if (cover_pct === undefined) return this.#constellation.odds(place, time_ms, limits)
    return clearProbabilityBy(
      { cover_pct, lead_ms: time_ms - this.#now_ms },
      place,
      time_ms,
      limits.max_cloud_pct,
    )
  }

  #pointingOf({ opportunity_id }: Opportunity) {
    const told = this.#told.get(opportunity_id)
    const { off_nadir_deg, view_azimuth_deg } = told ?? this.#access.get(opportunity_id)!
    return { off_nadir_deg: off_nadir_deg ?? 0, view_azimuth_deg: view_azimuth_deg ?? 0 }
  }

  get #data() {
    const { memory } = this.#constellation.settings
    return memory ? { data_mb: memory.image_mb } : {}
  }

  #since(time_ms: number): number {
    return (time_ms - this.#now_ms) / 1000
  }
}
