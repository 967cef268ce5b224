import { wktToGeoJSON } from 'betterknown'

/** A geometry of WKT or EWKT as GeoJSON. Line breaks, heights and a semicolon at the end are no matter. */
export function parseWkt(text: string): unknown {
  const [prefix = '', srid] = /^SRID\s*=\s*(\d+)\s*;\s*/i.exec(text) ?? []
  const given = text.slice(prefix.length)
  const end = endOfWkt(given)
  const rest = given.slice(end).replaceAll(/[\s;]/g, '') && given.slice(end).trim()
  if (rest)
    throw new Error(
      `It goes on after its end, with “${rest.slice(0, 40)}”; several belong into one GEOMETRYCOLLECTION`,
    )
  try {
    const geometry = wktToGeoJSON(flat(given.slice(0, end))) ?? { type: 'GeometryCollection', geometries: [] }
    return srid ? { ...geometry, crs: { properties: { name: `EPSG:${srid}` } } } : geometry
  } catch (cause) {
    throw new Error(`It is not valid WKT: ${(cause as Error).message}`, { cause })
  }
}

/** Behind the bracket that closes the first, or the semicolon: the parser does not look there. */
function endOfWkt(wkt: string): number {
  let open = 0
  for (let index = 0; index < wkt.length; index++) {
    if (wkt[index] === ';') return index
    if (wkt[index] === '(') open++
    if (wkt[index] === ')' && --open === 0) return index + 1
  }
  return wkt.length
}

/** Without heights and measures, which PostGIS writes without saying Z, and with single blanks only. */
function flat(wkt: string): string {
  return wkt.replaceAll(/[^(),]+/g, (piece) => {
    const words = piece.trim().split(/\s+/)
    const is_name = /^[a-z]/i.test(words[0]!)
    const wanted = is_name ? words.filter((word) => !/^(z|m|zm)$/i.test(word)) : words.slice(0, 2)
    return wanted.join(' ').replace(/^([a-z]{4,}[a-ln-y])(z|m|zm)$/i, '$1')
  })
}
