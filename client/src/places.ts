import type { PlacesRead } from '@swath/contract/places'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import { search } from './query.ts'

/** Files that people have as their area. */
export class Places {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * The places in a file of up to 5 MB: GeoJSON, Esri JSON, KML, KMZ, GPX, WKT, a GeoPackage, FlatGeobuf or zipped
   * Shapefile, whichever reference system it is in. Refused with an ApiError `places_unreadable` that says what would
   * be right.
   * @example
   * const bytes = new TextEncoder().encode('SRID=32631;POINT(663304 5780984)')
   * const { features, notes } = await swath.places.read(bytes, { file_name: 'tower.wkt' })
   * console.log(features[0]?.geometry.type, notes[0]) // -> Point It was converted from EPSG:32631
   */
  read(
    bytes: Uint8Array,
    { file_name, ...options }: CallOptions & { file_name?: string } = {},
  ): Promise<PlacesRead> {
    const path = `/v2/places/read${search({ file_name })}`
    return this.#http.json(path, { ...options, method: 'POST', is_harmless: true, body: bytes })
  }
}
