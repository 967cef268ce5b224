import type { CommandFile, ConstellationElements, ConstellationPlan } from '@swath/contract/planner-provider'
import type {
  ConnectionTest,
  NewProvider,
  Provider,
  ProviderDecision,
  ProviderFigures,
  ProviderPeriod,
  ProviderSkuRule,
  Reroute,
  Rerouted,
  UpdateProvider,
} from '@swath/contract/providers'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'
import { search } from './query.ts'

export type { Provider } from '@swath/contract/providers'
export type ProviderInput = (typeof NewProvider)['_zod']['input']
export type ProviderSkuInput = (typeof ProviderSkuRule)['_zod']['input']

/**
 * The providers that carry out what is ordered, for operators. Every method may throw ApiError or ConnectionError.
 */
export class ProviderRegistry {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * In the order in which they are asked, with their health.
   * @example
   * for await (const { name, health } of operator.providers.list()) console.log(name, health.state)
   */
  list(options: CallOptions = {}): Listing<Provider> {
    return this.#http.list(path, { limit: 100 }, { ...options, contract: false })
  }

  /**
   * One of them, with what it can do, how it answers, and which orders go to it.
   * @example
   * const { kind, capabilities, skus } = await operator.providers.get('simulator')
   * console.log(kind) // -> protocol
   */
  get(name: string, options: CallOptions = {}): Promise<Provider> {
    return this.#call(name, 'GET', options)
  }

  /**
   * What became of the captures that it was given in a period, by default of 30 days, and how long it took.
   * @example
   * const { tasked, delivered, answer_p95_s } = await operator.providers.figures('simulator')
   * console.log(tasked, delivered, answer_p95_s)
   */
  figures(name: string, period: ProviderPeriod = {}, options: CallOptions = {}): Promise<ProviderFigures> {
    return this.#http.json(`${path}${encodeURIComponent(name)}/figures${search({ ...period })}`, {
      ...options,
      contract: false,
    })
  }

  /**
   * Adds a provider, which gets orders at once unless it is disabled.
   * @example
   * const settings = { url: 'https://mission.example' }
   * const made = { name: 'mission', title: 'A mission', kind: 'protocol' as const, settings, is_enabled: false }
   * console.log((await operator.providers.create(made)).health.state) // -> disabled
   * await operator.providers.remove('mission')
   */
  create(provider: ProviderInput, options: CallOptions = {}): Promise<Provider> {
    return this.#http.json(path, { ...options, method: 'POST', body: provider, contract: false })
  }

  /**
   * Changes a provider. A disabled one gets no orders and finishes what it has.
   * @example
   * const { rank } = await operator.providers.update('simulator', { rank: 90 })
   * console.log(rank) // -> 90
   */
  update(name: string, changes: UpdateProvider, options: CallOptions = {}): Promise<Provider> {
    return this.#call(name, 'PATCH', options, changes)
  }

  /**
   * Removes a provider that never had a capture; others are disabled.
   * @example
   * await operator.providers.create({ name: 'mistake', title: 'A mistake', kind: 'protocol', is_enabled: false })
   * await operator.providers.remove('mistake')
   */
  remove(name: string, options: CallOptions = {}): Promise<void> {
    return this.#call(name, 'DELETE', options)
  }

  /**
   * Gives it a new secret, which only this answer shows. The former one ends at once. A secret that a partner has given is
   * changed by `update`.
   * @example
   * const settings = { fetches: true }
   * await operator.providers.create({ name: 'leaky', title: 'A leak', kind: 'protocol', settings, is_enabled: false })
   * const { secret } = await operator.providers.rotateSecret('leaky')
   * console.log(secret.length >= 32) // -> true
   * await operator.providers.remove('leaky')
   */
  rotateSecret(name: string, options: CallOptions = {}): Promise<{ secret: string }> {
    return this.#call(`${encodeURIComponent(name)}/rotate-secret`, 'POST', options)
  }

  /**
   * Asks it now what it can do.
   * @example
   * const { answers, error } = await operator.providers.test('simulator')
   * console.log(answers ? 'It answers' : error)
   */
  test(name: string, options: CallOptions = {}): Promise<ConnectionTest> {
    return this.#call(`${encodeURIComponent(name)}/test`, 'POST', options)
  }

  /**
   * Has orders of a SKU go to it, by a rule: rank, region, classes, share and highest price.
   * @example
   * const rule = { priority_classes: ['standard' as const], share_pct: 50 }
   * const { skus } = await operator.providers.setSku('simulator', 'TSKPOI-M', rule)
   * console.log(skus[0]?.share_pct) // -> 50
   * await operator.providers.removeSku('simulator', 'TSKPOI-M')
   */
  setSku(
    name: string,
    sku: string,
    rule: ProviderSkuInput = {},
    options: CallOptions = {},
  ): Promise<Provider> {
    return this.#call(`${encodeURIComponent(name)}/skus/${encodeURIComponent(sku)}`, 'PUT', options, rule)
  }

  /**
   * Ends such a rule.
   * @example
   * await operator.providers.setSku('simulator', 'TSKARE-M')
   * await operator.providers.removeSku('simulator', 'TSKARE-M')
   */
  removeSku(name: string, sku: string, options: CallOptions = {}): Promise<void> {
    return this.#call(`${encodeURIComponent(name)}/skus/${encodeURIComponent(sku)}`, 'DELETE', options)
  }

  /**
   * Tells which provider got an order and its captures, which did not, and why, oldest first.
   * @example
   * const { id } = await swath.orders.place(point)
   * for await (const { provider, decision } of operator.providers.decisions(id)) console.log(provider, decision)
   */
  decisions(order_id: string, options: CallOptions = {}): Listing<ProviderDecision> {
    const of_order = `/ops/v1/orders/${encodeURIComponent(order_id)}/providers`
    return this.#http.list(of_order, { limit: 100 }, { ...options, contract: false })
  }

  /**
   * Gives an order, or some of its captures, to another provider. What has begun stays where it is.
   * @example
   * const why = { provider: 'desk', message: 'The other one is in maintenance' }
   * const toTheDesk = (order_id: string) => operator.providers.reroute(order_id, why)
   * console.log(typeof toTheDesk) // -> function
   */
  reroute(order_id: string, reroute: Reroute, options: CallOptions = {}): Promise<Rerouted> {
    const of_order = `/ops/v1/orders/${encodeURIComponent(order_id)}/reroute`
    return this.#http.json(of_order, { ...options, method: 'POST', body: reroute, contract: false })
  }

  /**
   * The plan of a constellation that Swath plans: a command file for each satellite and day, and who has no pass and why.
   * @example
   * const elements =
   *   '1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n' +
   *   '2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537'
   * const swath = { swath_width_km: 5, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 }
   * const settings = { elements, swath, skus: ['TSKPOI-M'] }
   * await operator.providers.create({ name: 'own', title: 'Our own', kind: 'planner', settings, is_enabled: false })
   * const { files, unplanned } = await operator.providers.plan('own')
   * console.log(files.length, unplanned.length) // -> 0 0
   * await operator.providers.remove('own')
   */
  plan(name: string, options: CallOptions = {}): Promise<ConstellationPlan> {
    return this.#call(`${encodeURIComponent(name)}/commands/`, 'GET', options)
  }

  /**
   * How old the elements of a constellation are that Swath plans, how far off its passes may be by now, and when that is
   * too much.
   * @example
   * const elements =
   *   '1 25544U 98067A   08264.51782528 -.00002182  00000-0 -11606-4 0  2927\n' +
   *   '2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.72125391563537'
   * const swath = { swath_width_km: 5, overlap_km: 0.3, max_length_km: 60, track_heading_deg: 193 }
   * const settings = { elements, swath, skus: ['TSKPOI-M'] }
   * await operator.providers.create({ name: 'aged', title: 'Aged', kind: 'planner', settings, is_enabled: false })
   * const { satellites } = await operator.providers.elements('aged')
   * console.log(satellites[0]?.state) // -> too_old
   * await operator.providers.remove('aged')
   */
  elements(name: string, options: CallOptions = {}): Promise<ConstellationElements> {
    return this.#call(`${encodeURIComponent(name)}/elements`, 'GET', options)
  }

  /**
   * The command file of a satellite for a day of UTC.
   * @example
   * const ofToday = async (name: string, satellite_name: string) => {
   *   const date = new Date().toISOString().slice(0, 10)
   *   return operator.providers.commandFile(name, satellite_name, date)
   * }
   * console.log(typeof ofToday) // -> function
   */
  commandFile(
    name: string,
    satellite_name: string,
    date: string,
    options: CallOptions = {},
  ): Promise<CommandFile> {
    return this.#call(`${commandsOf(name, satellite_name, date)}?format=json`, 'GET', options)
  }

  /**
   * Likewise, as a file for a mission system: a table, or another `format` that the server knows.
   * @example
   * const tableOf = async (name: string, satellite_name: string, date: string) => {
   *   const response = await operator.providers.openCommandFile(name, satellite_name, date)
   *   return (await response.text()).split('\r\n')
   * }
   * console.log(typeof tableOf) // -> function
   */
  openCommandFile(
    name: string,
    satellite_name: string,
    date: string,
    { format = 'csv', ...options }: CallOptions & { format?: string } = {},
  ): Promise<Response> {
    const file = `${path}${commandsOf(name, satellite_name, date)}${search({ format })}`
    return this.#http.open(file, { ...options, contract: false })
  }

  #call<T>(
    below: string,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    options: CallOptions,
    body?: object,
  ) {
    const call = { ...options, method, ...(body && { body }), contract: false as const }
    return this.#http.json<T>(path + below, call)
  }
}

const path = '/ops/v1/providers/'

const commandsOf = (...[name, ...file]: string[]) =>
  [name!, 'commands', ...file].map(encodeURIComponent).join('/')
