import type { CreateDestination, Destination, UpdateDestination } from '@swath/contract/destinations'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import type { Listing } from './lists.ts'

export type NewDestination = (typeof CreateDestination)['_zod']['input']
export type DestinationChanges = (typeof UpdateDestination)['_zod']['input']

/** The places to which the contract has files sent. Every method may throw ApiError or ConnectionError. */
export class Destinations {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Oldest first.
   * @example
   * for await (const { name, settings } of swath.destinations.list()) console.log(name, settings.kind)
   */
  list(options: CallOptions = {}): Listing<Destination> {
    return this.#http.list('/v2/destinations/', {}, options)
  }

  /**
   * One destination.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const { destination_id } = await swath.destinations.create({ name: `a ${Date.now()}`, settings })
   * console.log((await swath.destinations.get(destination_id)).is_enabled) // -> true
   */
  get(destination_id: string, options: CallOptions = {}): Promise<Destination> {
    return this.#http.json(path(destination_id), options)
  }

  /**
   * Credentials are never shown again.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const { path_template } = await swath.destinations.create({ name: `b ${Date.now()}`, settings })
   * console.log(path_template) // -> {order_id}/{capture_id}/{processing_level}/{file_name}
   */
  create(destination: NewDestination, options: CallOptions = {}): Promise<Destination> {
    return this.#http.json('/v2/destinations/', { ...options, method: 'POST', body: destination })
  }

  /**
   * Changes, disables or enables a destination; what waits for it is tried again.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const { destination_id } = await swath.destinations.create({ name: `c ${Date.now()}`, settings })
   * console.log((await swath.destinations.update(destination_id, { is_enabled: false })).is_enabled) // -> false
   */
  update(
    destination_id: string,
    changes: DestinationChanges,
    options: CallOptions = {},
  ): Promise<Destination> {
    return this.#http.json(path(destination_id), { ...options, method: 'PATCH', body: changes })
  }

  /**
   * Removes a destination and its credentials; what is on its way there is canceled.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const { destination_id } = await swath.destinations.create({ name: `d ${Date.now()}`, settings })
   * await swath.destinations.remove(destination_id)
   */
  remove(destination_id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.json(path(destination_id), { ...options, method: 'DELETE' })
  }

  /**
   * Writes, reads and removes a probe; a step that failed says which permission is missing.
   * @example
   * const settings = { kind: 'folder', folder: 'imagery' } as const
   * const { destination_id } = await swath.destinations.create({ name: `e ${Date.now()}`, settings })
   * const { verification } = await swath.destinations.verify(destination_id)
   * console.log(verification?.worked) // -> true
   */
  verify(destination_id: string, options: CallOptions = {}): Promise<Destination> {
    return this.#http.json(path(destination_id, '/verify'), {
      ...options,
      method: 'POST',
      is_harmless: true,
    })
  }
}

function path(destination_id: string, of_it = ''): string {
  return `/v2/destinations/${encodeURIComponent(destination_id)}${of_it}`
}
