import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pastImage } from './archive/original.ts'
import { type Assessment, assess } from './assess.ts'
import { type ProcessingLevel, type ProducedFile, pixelSizeOf } from './imagery/deliverable.ts'
import { produceElsewhere } from './imagery/produce.ts'
import { type Entry, Journal } from './journal.ts'
import { type Findings, findOpportunities } from './opportunities.ts'
import { type Original, Production, tellProduction } from './production.ts'
import { Reporter, type SwathAddress } from './reporter.ts'
import { type Labelled, type Scenario, scenarioOf } from './scenarios.ts'
import { type Booking, uplink_ms } from './schedule.ts'
import { type Step, type Story, tell } from './story.ts'
import { type Inquiry, type Question, Task } from './task.ts'

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

interface Running {
  task: Task | Production
  story: Story
  /** When the task arrived, and what time the sky had then. */
  tasked_at_ms: number
  sky_ms: number
  done: Set<number>
  canceled: AbortController
}

/** Plays the stories of captures: waits, makes the products, reports; and goes on where a crash cut it off. */
export class Engine {
  #options: EngineOptions
  #journal: Journal
  #stopped = new AbortController()
  #reporter: Reporter
  #running = new Map<string, Running>()
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
    for (const running of engine.#running.values()) engine.#start(running)
    return engine
  }

  /** Takes a capture; one that it has is left as it is. */
  async task(task: Task): Promise<void> {
    if (this.#running.has(task.capture_id)) return
    const tasked_at_ms = Date.now()
    const sky_ms = this.#skyTime(task, tasked_at_ms)
    const scenario = this.#scenarioOf(task)
    const told = tell(task, scenario, this.#bookings(), this.#options.seed, sky_ms)
    const story = asReported(told, scenario)
    await this.#begin(task.capture_id, { type: 'tasked', task, story, tasked_at_ms, sky_ms })
  }

  /** Takes an order for products of an image that is there; one that it has is left as it is. */
  async produce(production: Production): Promise<void> {
    const { capture_id, source } = production
    if (this.#running.has(capture_id)) return
    const sky_ms = Date.now()
    const scenario = this.#scenarioOf(production)
    const told = tellProduction(production, this.#originalOf(source), scenario, sky_ms)
    const story = asReported(told, scenario)
    await this.#begin(capture_id, { type: 'ordered', production, story, tasked_at_ms: sky_ms, sky_ms })
  }

  async #begin(capture_id: string, entry: Entry) {
    this.#recall(entry)
    await this.#journal.append(entry)
    this.#start(this.#running.get(capture_id)!)
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
    return assess(question, this.#bookings(), this.#askedAt(question))
  }

  /** The passes that an order would find free. */
  opportunities(inquiry: Inquiry): Findings {
    return findOpportunities(inquiry, this.#bookings(), this.#askedAt(inquiry))
  }

  /**
   * When the sky is asked what it would do: as it will be tasked, but orbits of today tell nothing of next year's
   * space.
   */
  #askedAt(question: Question): number {
    return question.nei ? Date.now() : this.#skyTime(question, Date.now())
  }

  /** Forgets a capture; what has been reported of it stays reported. */
  async cancel(capture_id: string): Promise<void> {
    const running = this.#running.get(capture_id)
    if (!running || running.canceled.signal.aborted) return
    running.canceled.abort()
    running.story.booking = undefined
    await this.#journal.append({ type: 'canceled', capture_id })
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

  #bookings(): Booking[] {
    return [...this.#running.values()].flatMap(({ story }) => story.booking ?? [])
  }

  #recall(entry: Entry) {
    if (entry.type === 'tasked' || entry.type === 'ordered') {
      const { story, tasked_at_ms, sky_ms } = entry
      const task = entry.type === 'tasked' ? Task.parse(entry.task) : Production.parse(entry.production)
      const fresh = { done: new Set<number>(), canceled: new AbortController() }
      this.#running.set(task.capture_id, { task, story, tasked_at_ms, sky_ms, ...fresh })
      return
    }
    const running = this.#running.get(entry.capture_id)
    if (entry.type === 'done') running?.done.add(entry.step)
    else running?.canceled.abort()
  }

  #start(running: Running) {
    this.#play(running).catch((error) => {
      if (this.#stopped.signal.aborted || running.canceled.signal.aborted) return
      console.error(`capture ${running.task.capture_id} stopped:`, error)
      process.exitCode = 1
    })
  }

  async #play(running: Running) {
    for (const [index, step] of running.story.steps.entries()) {
      if (running.done.has(index)) continue
      await this.#until(running, step)
      await this.#reporter.send(pathOf(running.task, step), await this.#bodyOf(running, step))
      running.done.add(index)
      await this.#journal.append({ type: 'done', capture_id: running.task.capture_id, step: index })
    }
  }

  async #until({ tasked_at_ms, sky_ms, canceled }: Running, { at_ms }: Step) {
    const due_ms = tasked_at_ms + (at_ms - sky_ms) / this.#options.speed
    const signal = AbortSignal.any([canceled.signal, this.#stopped.signal])
    // A timer holds 24 days at most; the sky may be slower.
    for (let left = due_ms - Date.now(); left > 0; left = due_ms - Date.now()) {
      await wait(Math.min(left, 86_400_000), undefined, { signal })
    }
    signal.throwIfAborted()
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

function asReported(story: Story, scenario: Scenario | undefined): Story {
  if (scenario !== 'repeated-reports') return story
  return { ...story, steps: story.steps.flatMap((step) => [step, step]) }
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
