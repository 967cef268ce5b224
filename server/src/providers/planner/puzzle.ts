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
import { Constellation, type Place, type View } from './constellation.ts'
import { Images } from './images.ts'

/** A capture that wants a pass. Times in milliseconds. */
export interface Contender {
  capture_id: string
  place: Place
  start_ms: number
  end_ms: number
  limits: CollectionLimits
  priority_class: PriorityClass
  promised_ms: number | null
  /** The pass that it was told of, or that is reserved for it. */
  had: View | null
  /** That pass is for it, whatever comes. */
  is_reserved: boolean
  /** The cloud cover over it in percent, by hours since 1970; the climate counts where nothing is foretold. */
  foretold?: ReadonlyMap<number, number>
}

export interface Puzzle {
  settings: PlannerSettings
  contenders: Contender[]
  /** Passes that are kept for orders which have no capture yet. */
  reserved: View[]
  now_ms: number
}

export type Outcome =
  | { capture_id: string; view: View }
  | {
      capture_id: string
      view: null
      obstacle: Obstacle['limit'] | 'no pass' | 'old elements'
      capture_ids: string[]
    }

const rounds = 3000
/** A plan looks so far ahead; what is later waits for another. */
const horizon_ms = 7 * 86_400_000
const hour_ms = 3_600_000
const most_passes = 60

export function solve(puzzle: Puzzle): Outcome[] {
  const wishes = new Wishes(puzzle)
  const { instance, images, previous } = wishes
  const plan = planOf(instance, { seed: 1, rounds, previous })
  const taken = new Map(plan.map((one) => [one.opportunity.request_id, one]))
  const fates = new Map(fatesOf(instance, plan).map((fate) => [fate.request_id, fate]))
  return puzzle.contenders.map(({ capture_id }): Outcome => {
    const had = taken.get(capture_id)
    if (had) return { capture_id, view: images.viewOf(had) }
    const { limit, request_ids } = fates.get(capture_id)?.alternative?.obstacle ?? {
      limit: wishes.are_elements_old ? 'old elements' : 'no pass',
      request_ids: [],
    }
    return { capture_id, view: null, obstacle: limit, capture_ids: request_ids }
  })
}

/** The images that captures could have, as an instance of the planner. */
export class Wishes {
  readonly images: Images
  readonly instance: Instance
  readonly previous: Acquisition[] = []
  readonly #constellation: Constellation
  readonly #now_ms: number
  readonly #lead_ms: number

  constructor({ settings, contenders, reserved, now_ms }: Puzzle) {
    this.#constellation = new Constellation(settings, now_ms)
    this.images = new Images(this.#constellation, now_ms)
    this.#now_ms = now_ms
    this.#lead_ms = settings.uplink_lead_minutes * 60_000
    const frozen = [
      ...contenders.flatMap((one) => this.#frozenOf(one)),
      ...reserved.map((view, index) => this.images.frozen(`reserved ${index}`, view)),
    ]
    const opportunities = contenders.flatMap((one) => this.#opportunitiesOf(one))
    this.instance = this.images.instanceOf(opportunities, frozen)
  }

  /** As long as some satellites are known well enough, it is these that have no pass. */
  get are_elements_old(): boolean {
    return this.#constellation.is_unknown
  }

  /** Nothing better is known of a satellite with old elements: its images stay as they are until it has newer ones. */
  #frozenOf({ capture_id, had, is_reserved }: Contender): Acquisition[] {
    if (!had) return []
    const is_commanded = Date.parse(had.start) <= this.#now_ms + this.#lead_ms
    const stays = is_reserved || is_commanded || this.#constellation.isUnknown(had.satellite_name)
    return stays ? [this.images.frozen(capture_id, had)] : []
  }

  #opportunitiesOf(contender: Contender): Opportunity[] {
    const { place, limits, had } = contender
    const from_ms = Math.max(contender.start_ms, this.#now_ms + this.#lead_ms)
    const to_ms = Math.min(contender.end_ms, this.#now_ms + horizon_ms)
    const passes = this.#constellation.passes(place, from_ms, to_ms, limits).take(most_passes)
    return [...passes].map((access) => {
      const opportunity = this.images.chance(contender.capture_id, access, this.#valueOf(contender, access))
      const had_ms = had?.satellite_name === access.satellite_name ? Date.parse(had.start) : Number.NaN
      if (had_ms >= access.start_ms - 1000 && had_ms <= access.end_ms)
        this.previous.push({ opportunity, start_s: this.images.since(had_ms) })
      return opportunity
    })
  }

  #valueOf(contender: Contender, { peak_ms, end_ms }: Access): number {
    const { priority_class, start_ms, promised_ms } = contender
    return imageValue({
      priority_class,
      odds: this.#oddsOf(contender, peak_ms),
      available_s: this.images.since(end_ms),
      wanted_s: this.images.since(start_ms),
      ...(promised_ms !== null && { promised_s: this.images.since(promised_ms) }),
    })
  }

  #oddsOf({ place, limits, foretold }: Contender, time_ms: number): number {
    const cover_pct = foretold?.get(Math.round(time_ms / hour_ms))
    if (cover_pct === undefined) return this.#constellation.odds(place, time_ms, limits)
    const lead_ms = time_ms - this.#now_ms
    return clearProbabilityBy({ cover_pct, lead_ms }, place, time_ms, limits.max_cloud_pct)
  }
}
