import type { FoundPlace, PlacesFound, PlacesRead } from '@swath/contract/places'
import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import { search } from './query.ts'

export interface PlaceSearch extends CallOptions {
  /** Degrees: of two that are about as large, the nearer one comes first. */
  near?: readonly [lon: number, lat: number]
  /** At most so many, up to 50; 10 unless told. */
  limit?: number
}

/** Places that people have: as a name, or as a file with their area. */
export class Places {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * The cities and countries of a name or of its beginning, in any language, the most likely first; a country or a state
   * may follow a comma. They come from GeoNames (CC BY 4.0), which is to be named beside them.
   * @example
   * const [rotterdam] = await swath.places.find('Rotterdam')
   * console.log(rotterdam?.country, rotterdam?.geometry.coordinates) // -> Netherlands 4.47917,51.9225
   */
  async find(q: string, { near, limit, ...options }: PlaceSearch = {}): Promise<FoundPlace[]> {
    const path = `/v2/places${search({ q, near: near?.join(','), limit })}`
    return (await this.#http.json<PlacesFound>(path, options)).places
  }

  /**
   * The largest cities of a box (west, south, east, north), spread over it, for the labels of a map; up to 200, 100 unless
   * told. They come from GeoNames as well.
   * @example
   * const cities = await swath.places.cities([3.2, 50.7, 7.3, 53.6], { limit: 50 })
   * console.log(cities[0]?.name, cities.length) // -> Brussels 50
   */
  async cities(
    bbox: readonly number[],
    { limit, ...options }: CallOptions & { limit?: number } = {},
  ): Promise<FoundPlace[]> {
    const path = `/v2/places/cities${search({ bbox, limit })}`
    return (await this.#http.json<PlacesFound>(path, options)).places
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
