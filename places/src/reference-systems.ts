/** WGS84, ETRS89 and NAD83: degrees that differ by less than a pixel. */
const in_degrees = /(^|[:/])(4326|4258|4269)$|CRS:?8[34]$|^WGS ?(19)?84$/i

/** What to do about a reference system that is not read. */
export const how_to_convert = 'convert it, with “ogr2ogr -t_srs EPSG:4326 area.geojson FILE” for instance'

/** @throws Error for coordinates of another reference system, which would be somewhere else on Earth */
export function checkReferenceSystem(name: string, subject = 'It'): void {
  if (!in_degrees.test(name)) throw new Error(`${subject} is in ${JSON.stringify(name)}; ${how_to_convert}`)
}
