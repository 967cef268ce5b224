const most_depth = 16

/**
 * A geometry of well-known binary, of ISO or of PostGIS, as GeoJSON without heights. @throws RangeError where it is
 * cut off
 */
export function readWkb(bytes: Uint8Array): object {
  return new Reader(bytes).geometry(0)
}

class Reader {
  readonly #view: DataView
  #at = 0
  #is_little = true
  #dimensions = 2

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  geometry(depth: number): object {
    if (depth > most_depth) throw new RangeError('too deep')
    this.#is_little = this.#view.getUint8(this.#at) === 1
    this.#at += 1
    const told = this.#integer()
    const [iso, kind] = [Math.floor((told & 0xffff) / 1000), (told & 0xffff) % 1000]
    const has = { z: iso === 1 || iso === 3 || told >>> 31 === 1, m: iso > 1 || (told & 0x4000_0000) !== 0 }
    this.#dimensions = 2 + Number(has.z) + Number(has.m)
    if ((told & 0x2000_0000) !== 0) this.#at += 4
    return this.#shape(kind, depth)
  }

  #shape(kind: number, depth: number): object {
    const inner = () => this.geometry(depth + 1)
    if (kind === 1) return this.#point()
    if (kind === 2) return { type: 'LineString', coordinates: this.#positions() }
    if (kind === 3) return { type: 'Polygon', coordinates: this.#list(4, () => this.#positions()) }
    if (kind >= 4 && kind <= 7) return { type: 'GeometryCollection', geometries: this.#list(5, inner) }
    throw new Error(
      'It holds curves; a place is an area with straight edges, which “ogr2ogr -nlt CONVERT_TO_LINEAR” makes',
    )
  }

  /** An empty point has two numbers that are none. */
  #point(): object {
    const coordinates = this.#position()
    return Number.isNaN(coordinates[0])
      ? { type: 'MultiPoint', coordinates: [] }
      : { type: 'Point', coordinates }
  }

  #positions(): number[][] {
    return this.#list(this.#dimensions * 8, () => this.#position())
  }

  #position(): number[] {
    const position = [0, 8].map((more) => this.#view.getFloat64(this.#at + more, this.#is_little))
    this.#at += this.#dimensions * 8
    return position
  }

  /** No more is promised than there are bytes for. */
  #list<T>(least_bytes: number, read: () => T): T[] {
    const count = this.#integer()
    if (count * least_bytes > this.#view.byteLength - this.#at) throw new RangeError('cut off')
    return Array.from({ length: count }, read)
  }

  #integer(): number {
    const value = this.#view.getUint32(this.#at, this.#is_little)
    this.#at += 4
    return value
  }
}
