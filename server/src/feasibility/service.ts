import { setTimeout } from 'node:timers/promises'
import type { Foretold, Moment } from '@swath/climate/forecast'
import type { CollectionLimits } from '@swath/contract/captures'
import { SwathError } from '@swath/contract/errors'
import type { Analysis, Relaxation } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { PlaceOrder, TaskingParameters } from '@swath/contract/orders'
import type { Room } from '@swath/contract/products/product-kind'
import { productOf } from '@swath/contract/products/registry'
import type { SkuTerms } from '@swath/contract/products/terms'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import { promisedAt } from '../lib/promise.ts'
import type { Clock } from '../platform/clock.ts'
import { ProviderAway } from '../providers/away.ts'
import type {
  CollectionWindow,
  FoundPass,
  Opportunities,
  OpportunityRequest,
  OrderStanding,
} from '../providers/provider.ts'
import { Refusal } from '../providers/refusal.ts'
import type { Providers } from '../providers/registry.ts'
import type { Shapes } from '../threads/shapes.ts'
import { finishedAnalysis, type Known, pendingAnalysis } from './document.ts'
import { isOpen, momentOf } from './odds.ts'
import { hasAngles, relaxationsOf } from './relaxations.rules.ts'
import {
  deleteAnalyses,
  findAnalysis,
  findOpenAnalysis,
  findOwnCaptures,
  insertAnalysis,
  type OpenQuestion,
  type PlaceInBatch,
  type Question,
  storeResult,
} from './store.ts'
import { questionDigest } from './told-odds.ts'

const day_ms = 24 * 3_600_000
/** Two minutes, as the queue spaces them: somebody is waiting. */
const max_attempts = 8
/** The odds are told of the whole window; what so many passes do not bring, no more of them do. */
const most_passes = 1000

/** In half a year of the widest limits there are no more, over a point. */
const most_relaxed_passes = 5000
/** The first passes say too little of more strips. */
const most_relaxed_strips = 100

/** So many are looked for in less than a second. */
const most_strips_at_once = 20

/** The examination of an order, as far as its collection goes. */
interface Examined {
  geometry: Geometry
  planar: Geometry
  window: CollectionWindow
  limits: CollectionLimits
  parameters: TaskingParameters
  processing_levels: string[]
  periods: unknown[]
  price: { total_minor: number; currency: string }
  terms: SkuTerms
}

/** The part of the orders that knows whether an order could be placed. */
export interface OrderExaminer {
  /** @throws SwathError with everything that is wrong with the order at once */
  examine(caller: Caller, order: PlaceOrder): Promise<Examined>
}

/** The answer of the provider, or a sentence that says why there is none; and what is known of it besides. */
type Answer = { found: Opportunities | string } & Pick<
  Known,
  'relaxations' | 'hours_to_deliver' | 'is_reservable' | 'foretold'
>

const no_answer = 'The provider could not be asked; start another analysis later'
const tells_none =
  'The provider tells no passes beforehand: whether it can collect this is known once it has the order'

/** The part of the skies that knows what is foretold. */
export interface CloudForecast {
  /** For each moment, as far as anything is foretold; nobody waits for it long. */
  coverOf(moments: readonly Moment[]): Promise<(Foretold | undefined)[]>
}

interface Parts {
  db: Database
  clock: Clock
  providers: Providers
  orders: OrderExaminer
  forecast: CloudForecast
  shapes: Shapes
}

/** Answers when an order could be collected, if it were placed. Nothing is ordered, and it costs nothing. */
export class Feasibility {
  #db: Database
  #clock: Clock
  #providers: Providers
  #orders: OrderExaminer
  #forecast: CloudForecast
  #shapes: Shapes

  constructor({ db, clock, providers, orders, forecast, shapes }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#providers = providers
    this.#orders = orders
    this.#forecast = forecast
    this.#shapes = shapes
  }

  /**
   * Starts an analysis. A job asks the provider; what is small is asked at once, where the caller wants to wait for it.
   * @returns the analysis, with the status PENDING as long as the provider has not answered
   * @throws SwathError with everything that would be wrong with the order
   */
  async start(caller: Caller, order: PlaceOrder, limit: number, patience_ms: number): Promise<Analysis> {
    const question = await this.questionOf(caller, order, limit)
    const [answer] = await this.answersWithin(patience_ms, [question])
    return this.#db.tenant(caller.contract_id, (tx) => this.keep(tx, question, answer))
  }

  /** Keeps a question with its answer; a job asks for what is not answered. @param batch where it was asked beside others */
  async keep(
    tx: Transaction,
    question: Question,
    answer: Answer | undefined,
    batch?: PlaceInBatch,
  ): Promise<Analysis> {
    await insertAnalysis(tx, question, batch)
    if (answer) return this.#finish(tx, question, answer)
    tx.enqueue(analysing(question))
    return question.analysis
  }

  /** @throws SwathError with everything that would be wrong with the order */
  async questionOf(caller: Caller, order: PlaceOrder, limit: number): Promise<Question> {
    const { widest, request, ...known } = await this.#requestOf(caller, order, most_passes)
    const now = this.#clock.now()
    const expires_at = new Date(now.getTime() + day_ms)
    const { contract_id } = caller
    const geometry = order.geometry as Geometry
    const { sku } = order.properties
    const analysis_id = newId('analysis', now)
    const asked = { analysis_id, contract_id, sku, geometry, limit, now, expires_at }
    const { parameters } = order.properties
    const analysis = pendingAnalysis({ ...asked, ...known, request })
    return { analysis, request, widest, asked: parameters, question_digest: questionDigest(order) }
  }

  /** @returns nothing where nobody wants to wait, or for so long; a failure is told by the job, which asks again */
  async answersWithin(patience_ms: number, questions: readonly Question[]): Promise<(Answer | undefined)[]> {
    const strips = questions.reduce((sum, { request }) => sum + Math.max(1, request.strips.length), 0)
    if (patience_ms === 0 || strips > most_strips_at_once) return []
    const too_late = setTimeout(patience_ms, undefined, { ref: false })
    const answers = questions.map((question) => this.#answer(question, 1).catch(() => undefined))
    return Promise.all(answers.map((answer) => Promise.race([answer, too_late])))
  }

  /**
   * Asks the provider at once, and keeps nothing.
   * @throws SwathError with everything that would be wrong with the order, `provider_unreachable`
   */
  async ask(caller: Caller, order: PlaceOrder, limit: number): Promise<Opportunities> {
    const { request } = await this.#requestOf(caller, order, limit)
    try {
      const fleet = await this.#providers.current()
      const provider = fleet.of(order.properties.sku)
      return (await provider.opportunities?.(request)) ?? nothingBy(tells_none)
    } catch (cause) {
      if (cause instanceof Refusal && cause.class === 'never') return nothingBy(cause.said)
      throw new SwathError('provider_unreachable', 'The provider does not answer; ask again', { cause })
    }
  }

  async #requestOf(caller: Caller, order: PlaceOrder, limit: number) {
    const examined = await this.#examine(caller, order)
    const provider = (await this.#providers.current()).of(order.properties.sku)
    const standing = {
      contract_id: caller.contract_id,
      sku: order.properties.sku,
      priority_class: examined.terms.priority_class,
      promised_at: promisedAt(this.#clock.now(), examined.terms),
    }
    const strips = await this.#shapes.stripsFor(provider, examined.geometry)
    const request = { ...standing, ...toRequest(order, examined, strips, limit) }
    const { parameters, terms, window, processing_levels, periods } = examined
    const { total_minor, currency } = examined.price
    const widest = productOf(terms.sku).widest(parameters, terms, window, this.#clock.now())
    const price = { total_minor, currency }
    return { request, widest, processing_levels, periods: periods.length, price }
  }

  async #examine(caller: Caller, order: PlaceOrder): Promise<Examined> {
    const { sku } = order.properties
    const examined = await this.#orders.examine(caller, order)
    if (productOf(sku).images === 'collected') return examined
    const message = `${sku} is delivered from the archive: search there for what there is, at /archive/stac`
    const problems = [{ pointer: '/properties/sku', code: 'sku_needs_no_analysis', message }]
    throw new SwathError('sku_needs_no_analysis', message, { problems })
  }

  /** @throws SwathError `not_found`, `analysis_expired` */
  async get({ contract_id }: Caller, analysis_id: string): Promise<string> {
    const row = await this.#db.tenant(contract_id, (tx) => findAnalysis(tx, analysis_id))
    if (!row) throw new SwathError('not_found', `There is no analysis ${analysis_id} in this contract`)
    if (row.expires_at > this.#clock.now()) return row.document
    const detail = 'An analysis lives 24 hours, since orbits and other orders change; start another one'
    throw new SwathError('analysis_expired', detail)
  }

  /** Asks the provider and keeps its answer. */
  async analyse(contract_id: string, analysis_id: string, attempt: number): Promise<void> {
    const open = await this.#db.tenant(contract_id, (tx) =>
      findOpenAnalysis(tx, analysis_id, this.#clock.now()),
    )
    if (!open) return
    const answer = await this.#answer(open, attempt)
    await this.#db.tenant(contract_id, (tx) => this.#finish(tx, open, answer))
  }

  async #answer({ analysis, request, widest }: OpenQuestion, attempt: number): Promise<Answer> {
    const { sku } = analysis
    const found = await this.#ask(sku, request, attempt)
    const { hours_to_deliver, reserve } = (await this.#providers.current()).of(sku)
    const known = { hours_to_deliver, is_reservable: reserve !== undefined }
    if (typeof found === 'string') return { ...known, found, relaxations: null, foretold: new Map() }
    const relaxations = await this.#relaxationsOf(sku, request, widest, found, attempt)
    return { ...known, found, relaxations, foretold: await this.#foretold(found) }
  }

  async #foretold({ opportunities }: Opportunities): Promise<Map<FoundPass, Foretold>> {
    const open = opportunities.filter(isOpen)
    const covers = await this.#forecast.coverOf(open.map(momentOf))
    return new Map(open.flatMap((pass, index) => (covers[index] ? [[pass, covers[index]]] : [])))
  }

  async #finish(tx: Transaction, { analysis, request }: OpenQuestion, answer: Answer): Promise<Analysis> {
    const now = this.#clock.now()
    const images = analysis.parameters.periods > 1 ? 0 : Math.max(1, request.strips.length)
    const own = await findOwnCaptures(tx, request.geometry, request.window)
    const finished = finishedAnalysis(analysis, answer.found, { ...answer, own, images, now })
    await storeResult(tx, finished, now)
    return finished
  }

  /**
   * What could be changed about a request that nothing fits. The provider is asked once, as widely as is allowed.
   * @returns null when it could not be asked, or does not tell the angles
   */
  async #relaxationsOf(
    sku: string,
    request: OpportunityRequest,
    widest: Room | undefined,
    { opportunities: fitting, constraint }: Opportunities,
    attempt: number,
  ): Promise<Relaxation[] | null> {
    if (fitting.length > 0 || !widest || constraint?.name === 'provider') return []
    if (request.strips.length > most_relaxed_strips) return null
    const found = await this.#ask(sku, { ...request, ...widest, limit: most_relaxed_passes }, attempt)
    if (typeof found === 'string') return null
    const { opportunities, has_more } = found
    const passes = opportunities.filter(hasAngles)
    if (passes.length < opportunities.length) return null
    return relaxationsOf(request, widest, {
      passes,
      has_more,
      frames: request.strips.map(({ frame }) => frame),
    })
  }

  /** @returns a sentence when the provider tells nothing, or could not be asked, this time and all times before */
  async #ask(sku: string, request: OpportunityRequest, attempt: number): Promise<Opportunities | string> {
    try {
      const provider = (await this.#providers.current()).of(sku)
      return (await provider.opportunities?.(request)) ?? tells_none
    } catch (error) {
      if (error instanceof Refusal && error.class === 'never') return error.said
      if (attempt < max_attempts && !(error instanceof ProviderAway)) throw error
      return no_answer
    }
  }

  /** Deletes analyses a day after they expired: until then, whoever comes late learns what happened. */
  forget(): Promise<void> {
    const expired_before = new Date(this.#clock.now().getTime() - day_ms)
    return this.#db.system((tx) => deleteAnalyses(tx, expired_before))
  }
}

const nothingBy = (message: string): Opportunities => ({
  opportunities: [],
  has_more: false,
  constraint: { name: 'provider', requested_deg: null, nearest_deg: null, message },
})

/** The job that asks the provider. */
function analysing({ analysis: { contract_id, analysis_id } }: Question) {
  const data = { contract_id, order_id: '', entity_id: analysis_id }
  return { name: 'feasibility.analyse' as const, data }
}

function toRequest(
  { properties }: PlaceOrder,
  examined: Examined,
  strips: OpportunityRequest['strips'],
  limit: number,
): Omit<OpportunityRequest, keyof OrderStanding> {
  const { planar, window, limits, terms, parameters } = examined
  const { order_name, metadata } = properties
  const { footprint_width_km: width_km, footprint_length_km: length_km } = terms
  const footprint = width_km === null || length_km === null ? null : { width_km, length_km }
  return {
    geometry: planar,
    strips,
    window,
    limits,
    ...(parameters.nei && { nei: parameters.nei }),
    footprint,
    limit,
    order_name,
    metadata,
  }
}
