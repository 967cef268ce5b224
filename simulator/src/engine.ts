import path from 'node:path'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import { pastImage } from './archive/original.ts'
import { type Assessment, assess } from './assess.ts'
import { contenderOf, tellChanges } from './changes.ts'
import { type ProcessingLevel, type ProducedFile, pixelSizeOf } from './imagery/deliverable.ts'
import { produceElsewhere } from './imagery/produce.ts'
import { type Entry, Journal } from './journal.ts'
import { type Findings, findOpportunities } from './opportunities.ts'
import { against, type Contender, type Held, planPasses } from './plan.ts'
import { type Original, Production, tellProduction } from './production.ts'
import { Reporter, type SwathAddress } from './reporter.ts'
import { type Kept, Reservations } from './reservations.ts'
import { Running } from './running.ts'
import { type Labelled, type Scenario, scenarioOf } from './scenarios.ts'
import { type Booking, uplink_ms } from './schedule.ts'
import { asReported, type Step, type Story } from './story.ts'
import { type Inquiry, type PassToKeep, type Question, Task } from './task.ts'

export interface EngineOptions {
  data_dir: string
  /** The address at which the files can be fetched. */
  public_url: string
  swath: SwathAddress
  /** The speed of the sky, in times of real time; 1 is real time. */
  speed: number
  seed: string
  gsd_m: number
}

/** Plans captures, and plays their stories: waits, makes the products, reports; and goes on where a crash cut it off. */
export class Engine {
  #options: EngineOptions
  #journal: Journal
  #stopped = new AbortController()
  #reporter: Reporter
  #running = new Map<string, Running>()
  #reservations = new Reservations()
  #planning: Promise<void> | undefined
  #written: Promise<void> = Promise.resolve()
  #looking: Promise<void> = Promise.resolve()
  /** For orders that name no scenario; set by an admin call. */
  default_scenario: Scenario | undefined

  private constructor(options: EngineOptions, journal: Journal) {
    this.#options = options
    this.#journal = journal
    this.#reporter = new Reporter(options.swath, this.#stopped.signal)
  }

  static async open(options: EngineOptions): Promise<Engine> {
    const { journal, entries } = await Journal.open(options.data_dir)
    const engine = new Engine(options, journal)
    for (const entry of entries) engine.#recall(entry)
    await Promise.all([...engine.#running.values()].map((running) => engine.#look(running)))
    await engine.#plan()
    for (const running of engine.#running.values()) engine.#start(running)
    return engine
  }

  /** Takes a capture; one that it has is left as it is. */
  async task(task: Task): Promise<void> {
    if (this.#running.has(task.capture_id)) return
    const tasked_at_ms = Date.now()
    const sky_ms = this.#skyTime(task, tasked_at_ms)
    const scenario = this.#scenarioOf(task)
    const began = { tasked_at_ms, sky_ms }
    const kept = this.#reservations.get(task.reservation_id)
    await this.#begin(task.capture_id, {
      type: 'tasked',
      task: { ...task, ...(kept && { satellite_name: kept.booking.satellite_name }) },
      ...(scenario && { scenario }),
      story: nothing,
      ...began,
    })
    await this.#plan()
  }

  /** Takes an order for products of an image that is there; one that it has is left as it is. */
  async produce(production: Production): Promise<void> {
    const { capture_id, source } = production
    if (this.#running.has(capture_id)) return
    const sky_ms = Date.now()
    const scenario = this.#scenarioOf(production)
    const { steps, ...told } = tellProduction(production, this.#originalOf(source), scenario, sky_ms)
    const story = { ...told, steps: asReported(steps, scenario) }
    await this.#begin(capture_id, { type: 'ordered', production, story, tasked_at_ms: sky_ms, sky_ms })
    this.#start(this.#running.get(capture_id)!)
  }

  async #begin(capture_id: string, entry: Entry) {
    this.#recall(entry)
    try {
      await this.#look(this.#running.get(capture_id)!)
    } catch (error) {
      this.#running.delete(capture_id)
      throw error
    }
    await this.#journal.append(entry)
  }

  /** One after the other looks for its passes, so that others are answered in between. */
  #look(running: Running): Promise<void> {
    if (!running.isOpen(this.#skyNow(running))) return Promise.resolve()
    const looked = this.#looking
      .then(() => setImmediate())
      .then(() => void running.passesFrom(this.#skyNow(running)))
    // A failure is told to whoever asked, and the others go on.
    this.#looking = looked.catch(() => undefined)
    return looked
  }

  /** Plans anew, once for all that came in the meantime. @returns when the plan is on the disk */
  #plan(): Promise<void> {
    this.#planning ??= setImmediate().then(() => {
      this.#planning = undefined
      this.#written = this.#planNow()
      return this.#written
    })
    return this.#planning
  }

  #planNow(): Promise<void> {
    const [contenders, fixed] = this.#divide()
    const planned = planPasses([...contenders.values()], fixed, seedNumber(this.#options.seed))
    const entries = tellChanges(contenders, planned, [...fixed, ...planned], this.#options.seed)
    for (const entry of entries) this.#recall(entry)
    const written = this.#journal.append(...entries)
    for (const { capture_id } of entries) this.#start(this.#running.get(capture_id)!)
    return written
  }

  /** Who still can have another pass, and what is fixed. */
  #divide(): [contenders: Map<Running, Contender>, fixed: Held[]] {
    const contenders = new Map<Running, Contender>()
    const fixed: Held[] = []
    for (const running of this.#running.values()) {
      const sky_ms = this.#skyNow(running)
      if (!running.is_looked_for) continue
      if (running.isOpen(sky_ms)) contenders.set(running, contenderOf(running, sky_ms))
      else if (running.held) fixed.push(running.held)
    }
    const claimed = [...contenders.keys()].map((running) => running.collects?.task.reservation_id)
    return [contenders, [...fixed, ...this.#reservations.without(new Set(claimed))]]
  }

  #scenarioOf(labelled: Labelled): Scenario | undefined {
    const asked = scenarioOf(labelled)
    return typeof asked === 'object' ? undefined : (asked ?? this.default_scenario)
  }

  /** The capture that this is the outcome of, if it is one of ours, or one of the past. */
  #originalOf({ outcome_id, acquired_at }: Production['source']): Original | undefined {
    for (const { task, story } of this.#running.values()) {
      const { image } = story
      if (image?.outcome_id === outcome_id && !image.clip) return { capture_id: task.capture_id, image }
    }
    const image = pastImage(this.#options.seed, outcome_id, acquired_at)
    return image && { capture_id: outcome_id, image }
  }

  assess(question: Question): Assessment {
    return assess(question, this.#bookingsAgainst(question), this.#askedAt(question))
  }

  /** The passes that an order would find free. */
  opportunities(inquiry: Inquiry): Findings {
    return findOpportunities(inquiry, this.#bookingsAgainst(inquiry), this.#askedAt(inquiry))
  }

  /**
   * When the sky is asked what it would do: as it will be tasked, but orbits of today tell nothing of next year's
   * space.
   */
  #askedAt(question: Question): number {
    return question.nei ? Date.now() : this.#skyTime(question, Date.now())
  }

  /** Keeps a pass, which nobody takes away then; one that is kept stays so. */
  async reserve({ reservation_id, start, end, satellite_name, ...standing }: PassToKeep): Promise<Kept> {
    if (this.#reservations.get(reservation_id)) return { reserved: true }
    const booking = { satellite_name, start_ms: start.getTime(), end_ms: end.getTime() }
    const held = { capture_id: reservation_id, priority_class: standing.priority_class, booking }
    const earliest_ms = this.#skyTime({ window: { start, end } }, Date.now()) + uplink_ms
    const refusal = this.#reservations.refusalOf(held, this.#bookingsAgainst(standing), earliest_ms)
    if (refusal) return refusal
    this.#recall({ type: 'reserved', held })
    await this.#journal.append({ type: 'reserved', held })
    await this.#plan()
    return { reserved: true }
  }

  async release(reservation_id: string): Promise<void> {
    if (!this.#reservations.release(reservation_id)) return
    await this.#journal.append({ type: 'released', reservation_id })
    await this.#plan()
  }

  /** Forgets a capture; what has been reported of it stays reported. */
  async cancel(capture_id: string): Promise<void> {
    const running = this.#running.get(capture_id)
    if (!running || running.is_canceled) return
    running.canceled.abort()
    await this.#journal.append({ type: 'canceled', capture_id })
    await this.#plan()
  }

  async close(): Promise<void> {
    this.#stopped.abort()
    await this.#journal.close()
  }

  /**
   * In a fast sky nobody waits for a window to open: the sky is there when the task arrives, early enough to command
   * a satellite for the first moment of the window. Another attempt is known of only when the one before has failed,
   * with which its window begins.
   */
  #skyTime(
    { window, attempt = 1 }: { window: Question['window']; attempt?: number },
    now_ms: number,
  ): number {
    const ready_ms = window.start.getTime() - (attempt === 1 ? uplink_ms : 0)
    return this.#options.speed === 1 ? now_ms : Math.max(now_ms, ready_ms)
  }

  /** Until it is planned, it is the time at which it came, for which its window may leave no time to spare. */
  #skyNow({ began: { tasked_at_ms, sky_ms }, story }: Running): number {
    if (story.steps.length === 0) return sky_ms
    return sky_ms + (Date.now() - tasked_at_ms) * this.#options.speed
  }

  /** The passes that an order of that class cannot take from others. */
  #bookingsAgainst({
    priority_class,
    reservation_id,
  }: Pick<Question, 'priority_class' | 'reservation_id'>): Booking[] {
    const held = [...this.#running.values()].flatMap((running) => {
      const { task } = running.collects ?? {}
      const is_fixed = task?.satellite_name !== undefined || !running.isOpen(this.#skyNow(running))
      return running.held ? [{ ...running.held, is_fixed }] : []
    })
    const kept = this.#reservations.without(new Set([reservation_id]))
    return against(priority_class, [...held, ...kept.map((one) => ({ ...one, is_fixed: true }))])
  }

  #recall(entry: Entry) {
    if (entry.type === 'tasked' || entry.type === 'ordered') {
      const running = runningOf(entry)
      this.#running.set(running.task.capture_id, running)
      return
    }
    if (entry.type === 'reserved') return this.#reservations.keep(entry.held)
    if (entry.type === 'released') return void this.#reservations.release(entry.reservation_id)
    const running = this.#running.get(entry.capture_id)
    if (entry.type === 'done') running?.wasTold(entry.step)
    else if (entry.type === 'planned') running?.change(entry.told, entry.story)
    else running?.canceled.abort()
  }

  #start(running: Running) {
    if (running.is_playing || running.is_canceled) return
    running.is_playing = true
    this.#play(running).catch((error) => {
      if (this.#stopped.signal.aborted || running.is_canceled) return
      console.error(`capture ${running.task.capture_id} stopped:`, error)
      process.exitCode = 1
    })
  }

  async #play(running: Running) {
    for (let step = running.step; step; step = running.step) {
      await this.#until(running, step)
      // Nobody is told of a plan that a crash would make forgotten.
      await this.#written
      if (running.step !== step) continue
      const at = running.next
      running.is_telling = true
      await this.#reporter.send(pathOf(running.task, step), await this.#bodyOf(running, step))
      running.wasTold(at)
      await this.#journal.append({ type: 'done', capture_id: running.task.capture_id, step: at })
    }
    running.is_playing = false
  }

  /** Waits for the time of the step, or until another one has taken its place. */
  async #until({ began, canceled, changed }: Running, { at_ms }: Step) {
    const due_ms = began.tasked_at_ms + (at_ms - began.sky_ms) / this.#options.speed
    const ended = AbortSignal.any([canceled.signal, this.#stopped.signal])
    const signal = AbortSignal.any([ended, changed.signal])
    // A timer holds 24 days at most; the sky may be slower.
    for (let left = due_ms - Date.now(); left > 0 && !signal.aborted; left = due_ms - Date.now()) {
      await wait(Math.min(left, 86_400_000), undefined, { signal }).catch((error) => {
        if (!signal.aborted) throw error
      })
    }
    ended.throwIfAborted()
  }

  async #bodyOf(running: Running, step: Step) {
    if (step.report.status !== 'ready') return step.report
    const files = await this.#produce(running, step.level as ProcessingLevel)
    const corrupt = scenarioOf(running.task) === 'corrupt-files'
    return {
      ...step.report,
      files: corrupt ? files.map((file) => ({ ...file, sha256: '0'.repeat(64) })) : files,
    }
  }

  async #produce({ task, story }: Running, level: ProcessingLevel) {
    const { data_dir, seed, gsd_m, public_url } = this.#options
    const folder = path.join(data_dir, 'products', task.capture_id, level)
    const { space, ...image } = story.image!
    const request = {
      folder,
      capture_id: task.capture_id,
      processing_level: level,
      gsd_m: pixelSizeOf(level, gsd_m),
      seed: seedNumber(seed),
      ...image,
    }
    const produced = await produceElsewhere({ request, space })
    return produced.map((file) => announce(file, `${public_url}/products/${task.capture_id}/${level}`))
  }
}

const nothing: Story = { steps: [], booking: undefined, image: undefined }

function runningOf(entry: Extract<Entry, { type: 'tasked' | 'ordered' }>): Running {
  const { story, tasked_at_ms, sky_ms } = entry
  const began = { tasked_at_ms, sky_ms }
  if (entry.type === 'ordered') return new Running(Production.parse(entry.production), began, story)
  const task = Task.parse(entry.task)
  return new Running(task, began, story, { task, scenario: entry.scenario })
}

function announce({ key, file_name, media_type, roles, size_bytes, sha256 }: ProducedFile, url: string) {
  return { key, file_name, media_type, roles, size_bytes, sha256, href: `${url}/${file_name}` }
}

function pathOf(task: Pick<Task, 'capture_id'>, step: Step) {
  const capture = `/ops/v1/captures/${task.capture_id}`
  return step.level === undefined ? `${capture}/reports` : `${capture}/deliverables/${step.level}/reports`
}

function seedNumber(seed: string): number {
  return [...seed].reduce((sum, character) => (sum * 31 + character.codePointAt(0)!) % 2_147_483_647, 7)
}
