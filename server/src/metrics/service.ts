import { createHash, timingSafeEqual } from 'node:crypto'
import { SwathError } from '@swath/contract/errors'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { WrongSecrets } from '../access/wrong-secrets.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Clock } from '../platform/clock.ts'
import {
  brokerLag,
  countDeliveries,
  countJobs,
  countMails,
  countMessages,
  countWebhooks,
  feedLag,
  oldestMessage,
} from './store.ts'

interface Parts {
  db: Database
  clock: Clock
  /** The token that a reader of the metrics shows; absent: nothing is measured. */
  token: string | undefined
  /** The stream of the broker that events are published to. */
  stream: string | undefined
  wrong_secrets: WrongSecrets
  providers: MeasuredProviders
  constellations: MeasuredConstellations
  forecast: MeasuredForecast
}

/** The forecast of clouds knows whether it could be used when it was last needed. */
export interface MeasuredForecast {
  readonly sources: readonly { kind: string; is_up: boolean }[]
}

/** Who knows what providers make of what they are given. */
export interface MeasuredProviders {
  measure(tx: Transaction): Promise<
    {
      name: string
      state: string
      calls: number
      failures: number
      day: Record<(typeof fates)[number], number> & Record<(typeof waits)[number], number | null>
    }[]
  >
}

/** Who knows how old the elements of constellations are. */
export interface MeasuredConstellations {
  ages(): Promise<
    {
      provider: string
      satellites: { satellite_name: string; age_days: number; timing_error_s: number; state: string }[]
    }[]
  >
}

const fates = ['tasked', 'refused', 'failed', 'delivered', 'rerouted'] as const
const waits = ['answer_p50_s', 'answer_p95_s', 'deliver_p50_s', 'deliver_p95_s'] as const

/** The owner of the token: no credential has such an id. */
const reader = 'metrics token'

/** Figures for Prometheus: of the requests to this process, and of the backlogs in the database. */
export class Metrics {
  #parts: Parts
  #registry = new Registry()
  #gauges: ReturnType<typeof gaugesOf>

  constructor(parts: Parts) {
    this.#parts = parts
    this.#gauges = gaugesOf(this.#registry)
  }

  /** Measures every request from now on. */
  observe(http: FastifyInstance) {
    if (this.#parts.token === undefined) return
    collectDefaultMetrics({ register: this.#registry })
    const { seconds, refusals } = requestFigures(this.#registry)
    http.addHook('onResponse', async (request, reply) => {
      // The pattern of the path: a path itself would make a figure of its own of every id.
      const route = request.routeOptions.url ?? 'none'
      const status = String(reply.statusCode)
      const of_class = `${status[0]}xx`
      seconds.observe({ method: request.method, route, status: of_class }, reply.elapsedTime / 1000)
      if (refused.includes(status)) refusals.inc({ status })
    })
  }

  /** @throws SwathError `not_found` where no token is set, `unauthorized` for another, `too_many_wrong_secrets` */
  async read(authorization: string | undefined, address: string): Promise<string> {
    const { token, wrong_secrets } = this.#parts
    if (token === undefined)
      throw new SwathError('not_found', 'This server has no metrics (SWATH_METRICS_TOKEN)')
    const is_right = await wrong_secrets.judge({ client_id: reader, address }, async () =>
      isSame(authorization ?? '', `Bearer ${token}`) ? true : undefined,
    )
    if (!is_right) {
      throw new SwathError('unauthorized', 'Send the header "Authorization: Bearer <SWATH_METRICS_TOKEN>"')
    }
    await this.#collect()
    return this.#registry.metrics()
  }

  async #collect(): Promise<void> {
    const { db, clock, stream, constellations, forecast } = this.#parts
    const gauges = this.#gauges
    fillElements(gauges, await constellations.ages())
    fill(
      gauges.forecast_up,
      forecast.sources.map(({ kind, is_up }) => [{ kind }, Number(is_up)]),
    )
    const now = clock.now()
    return db.system(async (tx) => {
      fill(
        gauges.jobs,
        (await countJobs(tx)).map(({ name, state, count }) => [{ job: name, state }, count]),
      )
      fill(
        gauges.webhooks,
        (await countWebhooks(tx)).map(({ state, count }) => [{ state }, count]),
      )
      fill(
        gauges.messages,
        (await countMessages(tx)).map(({ state, count }) => [{ state }, count]),
      )
      gauges.oldest_message.set(await oldestMessage(tx, now))
      fill(
        gauges.deliveries,
        (await countDeliveries(tx)).map(({ state, count }) => [{ state }, count]),
      )
      gauges.mails.set(await countMails(tx))
      gauges.feed.set(await feedLag(tx, now))
      fillProviders(gauges, await this.#parts.providers.measure(tx))
      if (stream !== undefined) gauges.broker.set(await brokerLag(tx, stream, now))
    })
  }
}

/** The answers to a client that may not, does not say who it is, or comes too often. */
const refused = ['401', '403', '429']

/** As many as there are routes and classes of statuses: nobody can make more by asking for more. */
function requestFigures(registry: Registry) {
  const registers = [registry]
  const seconds = new Histogram({
    name: 'swath_http_request_seconds',
    help: 'Time from the request to the end of the answer, by the class of its status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  })
  const refusals = new Counter({
    name: 'swath_http_refusals_total',
    help: 'Requests that were answered with 401, 403 or 429',
    labelNames: ['status'],
    registers,
  })
  // A status that has not happened yet is told as well, or nobody would see its first time.
  for (const status of refused) refusals.inc({ status }, 0)
  return { seconds, refusals }
}

function gaugesOf(registry: Registry) {
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `swath_${name}`, help, labelNames, registers: [registry] })
  return {
    jobs: gauge('jobs', 'Jobs that have not ended well, by state', 'job', 'state'),
    webhooks: gauge('webhooks', 'Webhooks by state', 'state'),
    messages: gauge('webhook_messages', 'Messages to webhooks that have not arrived, by state', 'state'),
    oldest_message: gauge(
      'webhook_oldest_message_seconds',
      'Age of the oldest message that an enabled webhook waits for',
    ),
    deliveries: gauge('deliveries', 'Deliveries to destinations that have not ended, by state', 'state'),
    provider_up: gauge(
      'provider_up',
      'Whether a provider gets calls: 0 where it is away or disabled',
      'provider',
    ),
    provider_calls: gauge('provider_calls', 'Calls of a provider since it was added', 'provider'),
    provider_failures: gauge('provider_failures', 'Calls that it has not answered', 'provider'),
    provider_captures: gauge(
      'provider_captures',
      'Captures that a provider was given within a day, and what became of them; at most the newest 1000',
      'provider',
      'fate',
    ),
    provider_seconds: gauge(
      'provider_seconds',
      'Seconds until it answered, and from an image to its products being here, of the same captures',
      'provider',
      'what',
      'quantile',
    ),
    elements_age: gauge(
      'elements_age_days',
      'Age of the elements of a satellite that this server plans',
      'provider',
      'satellite',
    ),
    timing_error: gauge(
      'elements_timing_error_seconds',
      'Its passes may come so much earlier or later than computed',
      'provider',
      'satellite',
    ),
    elements_usable: gauge(
      'elements_usable',
      'Whether passes are computed from its elements: 0 where they are too old',
      'provider',
      'satellite',
    ),
    forecast_up: gauge(
      'forecast_up',
      'Whether the forecast of clouds could be used when this process last needed it',
      'kind',
    ),
    mails: gauge('digest_mails', 'Mails that wait for the mail server'),
    feed: gauge('feed_lag_seconds', 'Age of the oldest event that the feed does not serve yet'),
    broker: gauge('broker_lag_seconds', 'Age of the oldest event that the broker does not have yet'),
  }
}

function fillProviders(
  gauges: ReturnType<typeof gaugesOf>,
  all: Awaited<ReturnType<MeasuredProviders['measure']>>,
) {
  const each = <T>(of: (one: (typeof all)[number]) => T) => all.map(of)
  fill(
    gauges.provider_up,
    each(({ name, state }) => [{ provider: name }, state === 'answering' ? 1 : 0]),
  )
  fill(
    gauges.provider_calls,
    each(({ name, calls }) => [{ provider: name }, calls]),
  )
  fill(
    gauges.provider_failures,
    each(({ name, failures }) => [{ provider: name }, failures]),
  )
  fill(
    gauges.provider_captures,
    all.flatMap(({ name, day }) => fates.map((fate) => [{ provider: name, fate }, day[fate]] as const)),
  )
  fill(
    gauges.provider_seconds,
    all.flatMap(({ name, day }) =>
      waits.flatMap((wait) => {
        const [what, quantile] = wait.split(/_p|_s/)
        const seconds = day[wait]
        return seconds === null
          ? []
          : [[{ provider: name, what: what!, quantile: `0.${quantile}` }, seconds] as const]
      }),
    ),
  )
}

function fillElements(
  gauges: ReturnType<typeof gaugesOf>,
  all: Awaited<ReturnType<MeasuredConstellations['ages']>>,
) {
  const each = <T>(of: (one: (typeof all)[number]['satellites'][number]) => T) =>
    all.flatMap(({ provider, satellites }) =>
      satellites.map((one) => [{ provider, satellite: one.satellite_name }, of(one)] as const),
    )
  fill(
    gauges.elements_age,
    each(({ age_days }) => age_days),
  )
  fill(
    gauges.timing_error,
    each(({ timing_error_s }) => timing_error_s),
  )
  fill(
    gauges.elements_usable,
    each(({ state }) => (state === 'too_old' ? 0 : 1)),
  )
}

/** Sets the figures of a gauge; a label that is no more has no figure any more. */
function fill<L extends string>(gauge: Gauge<L>, values: readonly (readonly [Record<L, string>, number])[]) {
  gauge.reset()
  for (const [labels, value] of values) gauge.set(labels, value)
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
