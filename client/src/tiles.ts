import type { CallOptions } from './connection.ts'
import type { Http } from './http.ts'
import { search } from './query.ts'

/** Web-mercator map tiles, 256 pixels wide times `scale`. */
export interface TileAddress {
  z: number
  x: number
  y: number
  scale?: 1 | 2
}

/** Delivered rasters as map tiles. Every method may throw ApiError or ConnectionError. */
export class Tiles {
  #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * A tile as PNG of the raster with this file name; an ApiError `not_found` where the raster is not.
   * @example
   * const [delivered] = await swath.deliverables.list({ status: 'DELIVERED' }).all(1)
   * const raster = delivered!.assets.visual!.title
   * const [lon, lat] = delivered!.footprint!.coordinates.flat(2) as [number, number]
   * const z = 10
   * const x = Math.floor(((lon + 180) / 360) * 2 ** z)
   * const y = Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * 2 ** z)
   * const tile = await swath.tiles.open(raster, { z, x, y })
   * console.log((await tile.arrayBuffer()).byteLength)
   */
  open(file_name: string, { z, x, y, scale }: TileAddress, options: CallOptions = {}): Promise<Response> {
    const query = search({ url: file_name, scale })
    return this.#http.open(`/raster/cog/tiles/${z}/${x}/${y}${query}`, options)
  }
}
