/** Images of a constellation in the words of the planner: those that satellites could take, and those that they do. */
import type { Access } from '@swath/orbits/access'
import { DAY_MS } from '@swath/orbits/earth'
import type { Acquisition, Instance, Opportunity } from '@swath/planner/instance'
import { type Constellation, type Pointing, pointingOf, type View, viewOf } from './constellation.ts'

/** Images wait for contacts so long. */
const downlink_ms = DAY_MS

/** Times of the planner are seconds from now. */
export class Images {
  readonly #constellation: Constellation
  readonly #now_ms: number
  readonly #access = new Map<string, Access>()
  /** The views of images that stay, as they were told. */
  readonly #told = new Map<string, View>()

  constructor(constellation: Constellation, now_ms: number) {
    this.#constellation = constellation
    this.#now_ms = now_ms
  }

  since(time_ms: number): number {
    return (time_ms - this.#now_ms) / 1000
  }

  /** An image that stays as it is. */
  frozen(request_id: string, view: View): Acquisition {
    const [start_s, end_s] = [this.since(Date.parse(view.start)), this.since(Date.parse(view.end))]
    const opportunity_id = `${request_id} frozen`
    this.#told.set(opportunity_id, view)
    const times = { from_s: start_s, to_s: end_s, duration_s: end_s - start_s }
    const satellite = view.satellite_name
    return {
      opportunity: { opportunity_id, request_id, satellite, ...times, value: 1, ...this.#data },
      start_s,
    }
  }

  /** An image in a pass, at whatever moment of it. @param value above 0, or it is never taken */
  chance(request_id: string, access: Access, value: number): Opportunity {
    const { satellite_name: satellite, peak_ms, start_ms, end_ms } = access
    const opportunity_id = `${request_id} ${satellite} ${Math.round(peak_ms / 60_000)}`
    this.#access.set(opportunity_id, access)
    const times = { from_s: this.since(start_ms), to_s: this.since(end_ms) }
    const duration_s = this.#constellation.settings.imaging_s
    return { opportunity_id, request_id, satellite, ...times, duration_s, value, ...this.#data }
  }

  instanceOf(opportunities: readonly Opportunity[], frozen: readonly Acquisition[]): Instance {
    const all = [...frozen.map(({ opportunity }) => opportunity), ...opportunities]
    const widest_deg = all.reduce((most, one) => Math.max(most, this.#pointingOf(one).off_nadir_deg), 0)
    return {
      opportunities,
      turnSeconds: (from, to) =>
        this.#constellation.turnSeconds(this.#pointingOf(from), this.#pointingOf(to)),
      least_turn_s: this.#constellation.settings.agility.settle_s,
      most_turn_s: this.#constellation.mostTurnSeconds(widest_deg),
      frozen,
      limits: this.#limitsOf(all),
    }
  }

  /** The view of an image that was planned. */
  viewOf({ opportunity: { opportunity_id }, start_s }: Acquisition): View {
    const told = this.#told.get(opportunity_id)
    if (told) return told
    const start_ms = this.#now_ms + Math.round(start_s * 1000)
    return viewOf(this.#access.get(opportunity_id)!, start_ms, this.#constellation.settings.imaging_s)
  }

  /** Contacts count from the oldest image on: what was taken before now is sent to the ground by contacts that are over. */
  #limitsOf(all: readonly Opportunity[]): NonNullable<Instance['limits']> {
    const used = new Set(all.map(({ satellite }) => satellite))
    const first_s = all.reduce((first, { from_s }) => Math.min(first, from_s), Number.POSITIVE_INFINITY)
    const last_s = all.reduce((last, { to_s }) => Math.max(last, to_s), first_s)
    const at = (since_s: number) => this.#now_ms + since_s * 1000
    const span = { start_ms: at(first_s), end_ms: at(last_s) + downlink_ms }
    const satellites = this.#constellation.satellites.filter((one) => used.has(one.satellite_name))
    return new Map(
      satellites.map((one) => [one.satellite_name, this.#constellation.limitsOf(one, this.#now_ms, span)]),
    )
  }

  #pointingOf({ opportunity_id }: Opportunity): Pointing {
    return pointingOf(this.#told.get(opportunity_id) ?? this.#access.get(opportunity_id)!)
  }

  get #data() {
    const { memory } = this.#constellation.settings
    return memory ? { data_mb: memory.image_mb } : {}
  }
}
