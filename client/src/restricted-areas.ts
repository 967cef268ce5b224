import type { RestrictedArea, RestrictedAreaDefinition } from '@swath/contract/restricted-areas'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type { RestrictedArea } from '@swath/contract/restricted-areas'
export type RestrictedAreaInput = (typeof RestrictedAreaDefinition)['_zod']['input']

/**
 * Areas in which orders are refused or wait for the order desk, for operators. Orders that run go on. Every method may
 * throw ApiError or ConnectionError.
 */
export class RestrictedAreas {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * By name.
   * @example
   * for await (const { name, rule, reason } of operator.restrictedAreas.list()) console.log(name, rule, reason)
   */
  list(options: CallOptions = {}): Listing<RestrictedArea> {
    return this.#http.list(path, { limit: 100 }, { ...options, contract: false })
  }

  /**
   * One of them.
   * @example
   * const ring = [[-40, -80], [-39, -80], [-39, -79], [-40, -80]]
   * const geometry = { type: 'Polygon' as const, coordinates: [ring] }
   * const area = { name: 'Test range', reason: 'By law 9', rule: 'refuse' as const, geometry }
   * const { area_id } = await operator.restrictedAreas.create(area)
   * console.log((await operator.restrictedAreas.get(area_id)).name) // -> Test range
   */
  get(area_id: string, options: CallOptions = {}): Promise<RestrictedArea> {
    return this.#http.json(path + encodeURIComponent(area_id), { ...options, contract: false })
  }

  /**
   * Restricts an area, for what is ordered from now on.
   * @example
   * const ring = [[-70, -80], [-69, -80], [-69, -79], [-70, -80]]
   * const geometry = { type: 'Polygon' as const, coordinates: [ring] }
   * const area = { name: 'Colony', reason: 'Birds breed there', rule: 'approval' as const, geometry }
   * const { area_id, rule } = await operator.restrictedAreas.create(area)
   * console.log(rule) // -> approval
   * await operator.restrictedAreas.remove(area_id)
   */
  create(area: RestrictedAreaInput, options: CallOptions = {}): Promise<RestrictedArea> {
    return this.#http.json(path, { ...options, method: 'POST', body: area, contract: false })
  }

  /**
   * Changes an area, for what is ordered from now on.
   * @example
   * const ring = [[-60, -80], [-59, -80], [-59, -79], [-60, -80]]
   * const geometry = { type: 'Polygon' as const, coordinates: [ring] }
   * const area = { name: 'Old colony', reason: 'By law 7', rule: 'refuse' as const, geometry }
   * const { area_id } = await operator.restrictedAreas.create(area)
   * const { reason } = await operator.restrictedAreas.replace(area_id, { ...area, reason: 'By law 8' })
   * console.log(reason) // -> By law 8
   */
  replace(area_id: string, area: RestrictedAreaInput, options: CallOptions = {}): Promise<RestrictedArea> {
    const call = { ...options, method: 'PUT' as const, body: area, contract: false as const }
    return this.#http.json(path + encodeURIComponent(area_id), call)
  }

  /**
   * Lifts the restriction. Orders that wait for the order desk go on waiting.
   * @example
   * const ring = [[-50, -80], [-49, -80], [-49, -79], [-50, -80]]
   * const geometry = { type: 'Polygon' as const, coordinates: [ring] }
   * const area = { name: 'For a week', reason: 'An exercise', rule: 'refuse' as const, geometry }
   * const { area_id } = await operator.restrictedAreas.create(area)
   * await operator.restrictedAreas.remove(area_id)
   */
  remove(area_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path + encodeURIComponent(area_id), {
      ...options,
      method: 'DELETE',
      contract: false,
    })
  }
}

const path = '/ops/v1/restricted-areas/'
