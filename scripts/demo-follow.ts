import type { Access } from '@swath/contract/captures'
import type { Event, EventType } from '@swath/contract/events'
import type { Order } from '@swath/contract/orders'
import type { Scene } from './demo-scene.ts'
import { accent, bar, bold, dim, done, good } from './narrate.ts'
import { utc } from './narrate-units.ts'

/** Tells every event of the order until it is closed. @throws an error unless it is fulfilled */
export async function follow(scene: Scene, { id, properties }: Order): Promise<void> {
  const { swath, narrator, speed } = scene
  narrator.chapter('Follow it', `the sky goes ${speed} times faster than the clock`)
  const placed_ms = Date.parse(properties.created_at)
  const chronicle = new Chronicle(scene, id, placed_ms)
  const closing = swath.orders.wait(id, { max_pause_ms: 500, onChange: () => chronicle.tellNews() })
  const sky_ms = () => placed_ms + (Date.now() - placed_ms) * speed
  const order = await narrator.during(closing, () => chronicle.outlook(sky_ms()))
  const { outcome, status_report } = order.properties
  if (outcome !== 'fulfilled') throw new Error(`The order ended ${outcome}: ${status_report.message}`)
  narrator.print(`  ${done} closed, ${bold(good(outcome))}`)
}

const outlooks: Partial<Record<EventType, string>> = {
  OrderReceived: 'the feasibility is analysed',
  OrderAccepted: 'a capture is planned',
  CaptureQueued: 'a pass is chosen',
  CaptureCollecting: 'the image is collected',
}

/** The events of an order, each told once. */
class Chronicle {
  #scene: Scene
  #order_id: string
  #placed_ms: number
  #told = 0
  #latest: Event | undefined
  #levels = new Map<string, string>()

  constructor(scene: Scene, order_id: string, placed_ms: number) {
    this.#scene = scene
    this.#order_id = order_id
    this.#placed_ms = placed_ms
  }

  async tellNews(): Promise<void> {
    const { orders } = this.#scene.swath
    const events = await orders.events(this.#order_id, { offset: this.#told }).all()
    if (events.some(({ data }) => data.entity === 'deliverable' && !this.#levels.has(data.entity_id))) {
      for await (const { deliverable_id, processing_level } of orders.deliverables(this.#order_id)) {
        this.#levels.set(deliverable_id, processing_level)
      }
    }
    for (const event of events) this.#tell(event)
    this.#told += events.length
    this.#latest = events.at(-1) ?? this.#latest
  }

  /** Says what is going on at a time of the sky. */
  outlook(sky_ms: number): string {
    const { type, data } = this.#latest ?? { type: 'OrderReceived' }
    const clock = `sky ${utc(sky_ms)}`
    if (type !== 'CaptureScheduled') return `${clock} · ${outlooks[type] ?? 'the products are made'}`
    const { satellite_name, start } = data!.changes.access as Access
    const way = bar(sky_ms - this.#placed_ms, Date.parse(start) - this.#placed_ms)
    return `${clock} ${way} ${satellite_name} passes ${utc(start)}`
  }

  #tell(event: Event) {
    const seconds = (Date.parse(event.time) - this.#placed_ms) / 1000
    const level = this.#levels.get(event.data.entity_id)
    const words = `${level ? `${bold(level)}  ` : ''}${explain(event)}`
    const type = event.data.entity === 'order' ? accent(event.type.padEnd(21)) : event.type.padEnd(21)
    this.#scene.narrator.print(`  ${dim(`+${seconds.toFixed(1)} s`.padStart(7))}  ${type}  ${words}`)
  }
}

/** Tells an event in one line: the first clause of the message, and the figures that the event set. */
function explain({ type, message, data: { changes } }: Event): string {
  if (type === 'CaptureScheduled' || type === 'CaptureRescheduled')
    return explainAccess(changes.access as Access)
  const [clause] = message.replace(/\.$/, '').split(/[;,] /)
  return type === 'CaptureAcquired' ? `${clause}, ${changes.cloud_cover_pct} % clouds` : clause!
}

function explainAccess({ satellite_name, start, off_nadir_deg, sun_elevation_deg }: Access): string {
  const angles = `${off_nadir_deg.toFixed(1)}° off nadir, sun ${sun_elevation_deg.toFixed(1)}° high`
  return `${bold(satellite_name)} passes ${bold(utc(start))}, ${angles}`
}
