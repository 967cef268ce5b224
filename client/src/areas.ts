import type { Area, AreaChange, NewArea } from '@swath/contract/areas'
import type { area_filters } from '@swath/contract/filters'
import type { CallOptions } from './connection.ts'
import type { Filter } from './filters.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type { Area } from '@swath/contract/areas'
export type AreaFilter = Filter<typeof area_filters>
export type AreaInput = (typeof NewArea)['_zod']['input']
export type AreaChangeInput = (typeof AreaChange)['_zod']['input']

/**
 * Areas, and points, that the contract keeps by name in its projects, to order them again. Every method may throw
 * ApiError or ConnectionError.
 */
export class Areas {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * By name, if `sort` says nothing else.
   * @example
   * const kept = await swath.areas.list({ project_name: 'default', bbox: [3, 50, 8, 54] }).all()
   * console.log(kept.map(({ area_name, area_km2 }) => `${area_name}: ${area_km2} km2`))
   */
  list(filter: AreaFilter = {}, options: CallOptions = {}): Listing<Area> {
    return this.#http.list(root, filter, options)
  }

  /**
   * One area.
   * @example
   * const geometry = { type: 'Point' as const, coordinates: [4.14, 51.95] }
   * const { area_id } = await swath.areas.create({ area_name: `Berth ${Date.now()}`, geometry })
   * console.log((await swath.areas.get(area_id)).geometry.type) // -> Point
   */
  get(area_id: string, options: CallOptions = {}): Promise<Area> {
    return this.#http.json(path(area_id), options)
  }

  /**
   * Keeps an area. Its name is unique in the project, which is made if it is new: an ApiError `name_taken` says that it
   * is not.
   * @example
   * const ring = [[4, 51.9], [4.1, 51.9], [4.1, 52], [4, 51.9]]
   * const geometry = { type: 'Polygon' as const, coordinates: [ring] }
   * const harbour = await swath.areas.create({ area_name: `Harbour ${Date.now()}`, geometry })
   * console.log(harbour.area_km2 > 38) // -> true
   */
  create(area: AreaInput, options: CallOptions = {}): Promise<Area> {
    return this.#http.json(root, { ...options, method: 'POST', body: area })
  }

  /**
   * Gives an area another name, project or shape. Orders that were placed with it stay as they are.
   * @example
   * const geometry = { type: 'Point' as const, coordinates: [4.15, 51.95] }
   * const { area_id } = await swath.areas.create({ area_name: `Pier ${Date.now()}`, geometry })
   * const { project_name } = await swath.areas.change(area_id, { project_name: 'piers' })
   * console.log(project_name) // -> piers
   */
  change(area_id: string, change: AreaChangeInput, options: CallOptions = {}): Promise<Area> {
    return this.#http.json(path(area_id), { ...options, method: 'PATCH', body: change })
  }

  /**
   * Keeps an area no longer. Orders stay as they are.
   * @example
   * const geometry = { type: 'Point' as const, coordinates: [4.16, 51.95] }
   * const { area_id } = await swath.areas.create({ area_name: `Quay ${Date.now()}`, geometry })
   * await swath.areas.remove(area_id)
   */
  remove(area_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(area_id), { ...options, method: 'DELETE' })
  }
}

const root = '/v2/areas/'
const path = (area_id: string) => root + encodeURIComponent(area_id)
