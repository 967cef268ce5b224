// The whole application for tests: a real database, requests through inject, a clock that is set by hand, a
// provider that is played by hand (its reports come in over HTTP like any provider's), and a queue that is
// drained, never waited for.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Event } from '@swath/contract/events'
import type { Geometry } from '@swath/contract/geometry'
import type { Order } from '@swath/contract/orders'
import type { CancellationAnswer } from '@swath/contract/provider-protocol/answers'
import { hoursOf } from '@swath/contract/provider-protocol/capabilities'
import { sql } from 'kysely'
import { pino } from 'pino'
import { type App, openApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { requireNoTransaction } from '../src/database/db.ts'
import { seedDemo } from '../src/demo.ts'
import type { Clock } from '../src/platform/clock.ts'
import { sandbox_capabilities } from '../src/providers/protocol/sandbox.ts'
import type {
  AskedOrder,
  Assessment,
  CaptureToPlan,
  Opportunities,
  OpportunityRequest,
  PassToReserve,
  ProductsToMake,
  Provider,
  Reservation,
} from '../src/providers/provider.ts'
import type { Refusal } from '../src/providers/refusal.ts'
import { DocumentedAnswers } from './answers.ts'
import type { TestDatabase } from './databases.ts'

const secret = 'a secret of the tests'

export class TestClock implements Clock {
  #now = Date.parse('2026-06-01T08:00:00Z')
  now() {
    return new Date(this.#now)
  }
  set(now: Date) {
    this.#now = now.getTime()
  }
}

/** A provider in the hands of the test. */
export class HandProvider implements Provider {
  name = 'simulator'
  secrets: string[] = []
  swath = sandbox_capabilities.swath
  hours_to_deliver = hoursOf(sandbox_capabilities)
  /** Divides areas itself, if a test says how. */
  frames?: NonNullable<Provider['frames']>
  assessment: Assessment = { feasible: true }
  /** The captures that it was asked to collect, in order; a repeated request shows as a repeated entry. */
  planned: CaptureToPlan[] = []
  /** The products that it was asked to make from the archive, likewise. */
  produced: ProductsToMake[] = []
  canceled: string[] = []
  confirms_cancellation = false
  /** What it answers to a cancellation. */
  answerCancel = async (_capture_id: string): Promise<CancellationAnswer> => ({ outcome: 'canceled' })
  /** The answer, or the failure, to a question; and the questions that it was asked. */
  findings:
    | Opportunities
    | Error
    | ((request: OpportunityRequest) => Opportunities | Promise<Opportunities>) = {
    opportunities: [],
    has_more: false,
    constraint: null,
  }
  asked: OpportunityRequest[] = []
  /** What it answers to everything but a cancellation, if it is unwilling. */
  refusal: Refusal | undefined
  assessed: AskedOrder[] = []
  serves(_sku: string) {
    return true
  }
  async assess(order: AskedOrder) {
    return this.#asked(this.assessed, order, this.assessment)
  }
  async opportunities(request: OpportunityRequest) {
    const { findings } = this
    this.#asked(this.asked, request)
    if (findings instanceof Error) throw findings
    return typeof findings === 'function' ? findings(request) : findings
  }
  /** The passes that it keeps; what is in `taken` it keeps for nobody. */
  kept = new Map<string, PassToReserve>()
  taken: string[] = []
  async reserve(pass: PassToReserve): Promise<Reservation> {
    requireNoTransaction('The provider')
    const { reservation_id, start } = pass
    const others = [...this.kept.values()].filter((one) => one.reservation_id !== reservation_id)
    if (this.taken.includes(start) || others.some((one) => one.start === start))
      return { reserved: false, message: 'The pass has been taken in the meantime' }
    this.kept.set(reservation_id, pass)
    return { reserved: true }
  }
  async release(reservation_id: string) {
    requireNoTransaction('The provider')
    this.kept.delete(reservation_id)
  }
  async plan(capture: CaptureToPlan) {
    this.#asked(this.planned, capture)
  }
  async produce(products: ProductsToMake) {
    this.#asked(this.produced, products)
  }
  async cancel(capture_id: string) {
    this.#asked(this.canceled, capture_id)
    return this.answerCancel(capture_id)
  }
  /** As those that are far away, it is not to be waited for in a transaction. */
  #asked<T, A>(list: T[], what: T, answer?: A) {
    requireNoTransaction('The provider')
    list.push(what)
    if (this.refusal && list !== (this.canceled as unknown[])) throw this.refusal
    return answer as A
  }
}

export interface Answer {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect to find
  body: any
}

interface ProviderRow {
  name: string
  kind: string
  settings: object
  secret?: string
}

/** The same for all that a process opens: to make it takes longer than many tests. */
let documented: DocumentedAnswers | undefined

export class TestApp {
  readonly clock = new TestClock()
  readonly provider = new HandProvider()
  readonly access = access
  /** Lines of the log that somebody would be woken up for. */
  readonly errors: string[] = []
  readonly warnings: string[] = []
  /** Lines that tell who did what. */
  readonly told: Record<string, unknown>[] = []
  app!: App
  #database: TestDatabase
  #tokens = new Map<string, string>()
  #folder = ''

  private constructor(database: TestDatabase) {
    this.#database = database
  }

  /** @param others who fly satellites beside the provider of the test */
  static async open(
    database: TestDatabase,
    env: Record<string, string> = {},
    others: readonly Provider[] = [],
  ): Promise<TestApp> {
    const test = new TestApp(database)
    test.#folder = await mkdtemp(path.join(tmpdir(), 'swath-test-'))
    const config = readConfig({
      SWATH_DATA_DIR: test.#folder,
      SWATH_PUBLIC_URL: 'http://swath.test',
      SWATH_REQUESTS_PER_MINUTE: '1000000',
      SWATH_REQUESTS_PER_MINUTE_AND_ADDRESS: '1000000',
      // Providers and receivers of tests.
      SWATH_OUTBOUND_ALLOW: '127.0.0.1',
      ...env,
    })
    const replacements = { pool: database.pool, clock: test.clock, skies: [...others, test.provider] }
    const log = pino({ level: 'info' }, { write: (line) => test.#hear(line) })
    test.app = await openApp(config, log, replacements)
    await seedDemo(test.app.db, secret)
    documented ??= new DocumentedAnswers(test.app.document())
    return test
  }

  #hear(line: string) {
    const told = JSON.parse(line)
    if (told.level === 40) this.warnings.push(line)
    if (told.level >= 50) this.errors.push(line)
    else if ('actor' in told) this.told.push(told)
  }

  async close() {
    await this.app.http.close()
    await this.app.queue.stop()
    await this.#database.drop()
    await rm(this.#folder, { recursive: true })
  }

  /** Later: the tokens of before are used up. */
  advance({ hours }: { hours: number }) {
    this.clock.set(new Date(this.clock.now().getTime() + hours * 3_600_000))
    this.#tokens.clear()
  }

  drain() {
    return this.app.queue.drain()
  }

  /** A provider that is a row of the database, beside the one of the test. */
  async addProvider({ name, kind, settings, secret }: ProviderRow) {
    const { parts, db, features } = this.app
    const kept = secret === undefined ? null : await parts.secrets.encrypt(secret, `provider ${name}`)
    const now = this.clock.now()
    await db.system((tx) =>
      tx.run(sql`
        insert into providers (name, title, kind, settings, secret, created_at, updated_at)
        values (${name}, ${name}, ${kind}, ${JSON.stringify(settings)}::jsonb, ${kept}, ${now}, ${now})`),
    )
    features.registry.providers.forget()
  }

  /** A request by a demo credential, for its own contract. */
  async call(
    client_id: Client,
    method: Method,
    url: string,
    payload?: unknown,
    headers = {},
  ): Promise<Answer> {
    const response = await this.app.http.inject({
      method,
      url,
      headers: {
        ...(await this.headers(client_id)),
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined
        ? {}
        : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
    })
    const media_type = String(response.headers['content-type'])
    const body = /json\b/.test(media_type) ? response.json() : response.rawPayload
    documented!.check(method, url, response.statusCode, media_type, body)
    return { status: response.statusCode, headers: response.headers, body }
  }

  /** The headers that a demo credential sends with each request, for its own contract. */
  async headers(client_id: Client): Promise<Record<string, string>> {
    const contract_id = demo_contracts[client_id as keyof typeof demo_contracts]
    return {
      authorizationtoken: `Bearer ${await this.#token(client_id)}`,
      ...(contract_id ? { 'x-satellogic-contract-id': contract_id } : {}),
    }
  }

  /** It does not ask the API, whose audit would have it. */
  async #token(client_id: string): Promise<string> {
    const known = this.#tokens.get(client_id)
    if (known) return known
    const accounts = this.app.features.accounts.service
    const client = await accounts.authenticate({ client_id, address: '192.0.2.1' }, secret)
    const { access_token } = await accounts.issueToken(client)
    this.#tokens.set(client_id, access_token)
    return access_token
  }

  // The steps of the story -----------------------------------------------------------------------------

  async place(feature: unknown = aPointOrder()): Promise<Order> {
    const { status, body } = await this.call('demo', 'POST', '/v2/orders/', feature)
    if (status !== 201) throw new Error(`The order was refused: ${JSON.stringify(body)}`)
    return body
  }

  /** Places an order and runs what follows, until the provider has to say something. */
  async placeAndPlan(feature?: unknown): Promise<{ order_id: string; captures: Capture[] }> {
    const { id } = await this.place(feature)
    await this.drain()
    return { order_id: id, captures: await this.captures(id) }
  }

  async order(order_id: string): Promise<Order> {
    return (await this.call('demo', 'GET', `/v2/orders/${order_id}`)).body
  }

  async captures(order_id: string): Promise<Capture[]> {
    return (await this.call('demo', 'GET', `/v2/orders/${order_id}/captures?limit=1000`)).body.results
  }

  async deliverables(order_id: string): Promise<Deliverable[]> {
    return (await this.call('demo', 'GET', `/v2/orders/${order_id}/deliverables?limit=1000`)).body.results
  }

  async events(order_id: string): Promise<Event[]> {
    return (await this.call('demo', 'GET', `/v2/orders/${order_id}/events?limit=1000`)).body.results
  }

  async eventTypes(order_id: string): Promise<string[]> {
    return (await this.events(order_id)).map((event) => event.type)
  }

  /** Reports on a capture as its provider. Every report has an id of its own, unless one is given. */
  report(capture_id: string, status: CaptureWord, more: Record<string, unknown> = {}): Promise<Answer> {
    const body = { ...this.#reportHead(), status, ...captureReports[status], ...more }
    return this.call('simulator', 'POST', `/ops/v1/captures/${capture_id}/reports`, body)
  }

  reportProduct(
    capture_id: string,
    level: string,
    status: string,
    more: Record<string, unknown> = {},
  ): Promise<Answer> {
    const body = { ...this.#reportHead(), status, ...more }
    return this.call(
      'simulator',
      'POST',
      `/ops/v1/captures/${capture_id}/deliverables/${level}/reports`,
      body,
    )
  }

  #reportHead() {
    return { report_id: crypto.randomUUID(), occurred_at: this.clock.now().toISOString() }
  }

  /** Tells, up to the given word, how a capture goes well. */
  async collect(capture: Capture, until: CaptureWord = 'acquired', footprint: Geometry = capture.target) {
    for (const word of ['scheduled', 'collecting', 'acquired'] as const) {
      const more = word === 'acquired' ? { outcome_id: crypto.randomUUID(), footprint } : {}
      await this.report(capture.capture_id, word, more)
      if (word === until) break
    }
    await this.drain()
  }

  /** Tells how a capture goes well to its end: it is acquired, and its products are ready. */
  async deliver(capture: Capture, announce: Announce, levels?: readonly string[]) {
    await this.collect(capture)
    await this.produce(capture.capture_id, announce, levels)
  }

  /** Tells of an acquired capture that its products are ready, and runs what follows. */
  async produce(capture_id: string, announce: Announce, levels: readonly string[] = ['L1B', 'L1D']) {
    for (const level of levels) {
      const files = await announce(`${capture_id}_${level}`, level)
      await this.reportProduct(capture_id, level, 'ready', { files })
    }
    await this.drain()
  }
}

type Files = Record<string, unknown>[]
/** Announces the files of a product in a report, such as `announce` of a `FileServer`. */
export type Announce = (name: string, level: string) => Files | Promise<Files>
export type Client = keyof typeof demo_contracts | 'operator' | 'simulator'
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type CaptureWord = 'scheduled' | 'collecting' | 'acquired' | 'failed'

export const access = {
  satellite_name: 'newsat31',
  start: '2026-06-02T10:00:00.000Z',
  end: '2026-06-02T10:00:10.000Z',
  off_nadir_deg: 12,
  view_azimuth_deg: 100,
  incidence_angle_deg: 13,
  sun_elevation_deg: 60,
  sun_azimuth_deg: 170,
}

const captureReports: Record<CaptureWord, Record<string, unknown>> = {
  scheduled: { access },
  collecting: {},
  acquired: { access, cloud_cover_pct: 2 },
  failed: { reason_code: 'CLOUD_COVER_EXCEEDED', message: 'Clouds' },
}

export function aPointOrder(properties: Record<string, unknown> = {}, geometry: unknown = undefined) {
  return {
    type: 'Feature',
    geometry: geometry ?? { type: 'Point', coordinates: [2.35, 48.85] },
    properties: { order_name: 'a point', project_name: 'tests', sku: 'TSKPOI-M', ...properties },
  }
}

/** About 11 km by 11 km at the equator: three strips. */
export function anAreaOrder(properties: Record<string, unknown> = {}, geometry: unknown = undefined) {
  const square = [
    [
      [10, 0],
      [10.1, 0],
      [10.1, 0.1],
      [10, 0.1],
      [10, 0],
    ],
  ]
  return aPointOrder(
    { order_name: 'an area', sku: 'TSKARE-M', ...properties },
    geometry ?? { type: 'Polygon', coordinates: square },
  )
}
