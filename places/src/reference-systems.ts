import type { ToDegrees } from './projections.ts'

/** WGS84, ETRS89 and NAD83: degrees that differ by less than a pixel. */
const in_degrees = /(^|[:/])(4326|4258|4269|4979|4937)$|CRS:?8[34]h?$|^WGS ?(19)?84$/i
/** The same as a definition, with the names of EPSG or of Esri. */
const degrees_defined = /^GEOG\w+\["(GCS_)?(WGS[ _]?(19)?84|(ETRS|NAD)[ _]?(19)?8[39]|North_American_1983)"/i

/** Advises about a reference system, or a file, that is not read. */
export const how_to_convert = 'convert it, with “ogr2ogr -t_srs EPSG:4326 area.geojson FILE” for instance'

export interface ReferenceSystem {
  name: string
  toDegrees: ToDegrees
}

/**
 * By its code, `EPSG:28992` or as a URN or URL, or by a definition in WKT.
 * @returns undefined for the degrees that are meant without a name
 * @throws Error where it is not known well enough: a place would be somewhere else on Earth
 */
export async function referenceSystem(given: string, subject = 'It'): Promise<ReferenceSystem | undefined> {
  if (in_degrees.test(given) || degrees_defined.test(given)) return undefined
  const { definitionOf, conversionFrom } = await import('./projections.ts')
  const definition = definitionOf(given)
  const name = /^[^["]*\["([^"]*)"/.exec(given)?.[1] ?? given
  const toDegrees = definition && conversionFrom(definition)
  if (!toDegrees) throw new Error(`${subject} is in ${JSON.stringify(name)}; ${how_to_convert}`)
  return { name, toDegrees }
}
