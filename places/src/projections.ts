import proj4 from 'proj4'
import known from 'proj4-list'

/** Easting and northing, or other degrees, to the longitude and latitude that they are. */
export type ToDegrees = (position: [number, number]) => [number, number]

/**
 * Finds what proj4 can read: a code, `EPSG:28992` or as a URN or URL, or a definition in WKT that may tell its code.
 */
export function definitionOf(given: string): string | undefined {
  const code =
    /(?:^|epsg.*\D)(\d+)$/i.exec(given) ?? /(?:AUTHORITY|ID)\["EPSG",\s*"?(\d+)"?\]\s*\]\s*$/i.exec(given)
  return (code && definitionOfCode(Number(code[1]))) || (given.includes('[') ? given : undefined)
}

/**
 * Codes, and runs of them, with which the list means something else than EPSG: GDAL is tens of metres away, or more.
 */
const misleading =
  '2003 2040 2042 2063-2064 2082 2155-2156 2164 2192 2194 2244-2245 2737 2889-2890 2983-2984 2987 2990 3073 3076 ' +
  '3148 3200 3303 3314-3315 3349 3356-3357 3454 3985-3989 4055 4131-4132 4142 4144 4161 4208 4220 4224 4233 4240 ' +
  '4248 4264 4281 4415 4603 4635 4638 4645 4675 4680 4688 4695 4718 4855-4880 4986 5388 5513 5520 5680 6141 ' +
  '6956-6959 6988 6990-6991 7142 7408 20248 20348 20357-20358 20823-20824 22032-22033 22092 22234-22236 23037 ' +
  '23946 24047-24048 24305-24306 24375 24880-24882 26193-26195 26432 26814-26815 26819-26826 26830-26837 ' +
  '26841-26846 28191-28192 29168 29220 31900'

const isMisleading = (code: number) =>
  misleading.split(' ').some((run) => {
    const [first, last = first] = run.split('-').map(Number)
    return code >= first! && code <= last!
  })

/** Web Mercator has codes of Esri and of earlier days; those of Australia since 2020 are not in the list. */
function definitionOfCode(code: number): string | undefined {
  if ([102100, 102113, 900913, 3785].includes(code)) return definitionOfCode(3857)
  if (code === 7844) return definitionOfCode(4326)
  if (code >= 7846 && code <= 7859) return `+proj=utm +zone=${code - 7800} +south +ellps=GRS80 +units=m`
  return isMisleading(code) ? undefined : known[`EPSG:${code}`]?.[1]
}

/** The result of proj4 for a definition; its types do not tell. */
interface Projection {
  [parameter: string]: unknown
  names?: readonly string[]
  a: number
  b: number
  nadgrids?: string
  datum: { datum_params?: readonly number[] }
}

const read = (definition: string) => new proj4.Proj(definition) as unknown as Projection

/** @returns undefined where it is not known how degrees of the definition differ from those of WGS84 */
export function conversionFrom(definition: string): ToDegrees | undefined {
  try {
    const projection = read(definition)
    const source = isLocated(projection) ? projection : definition.includes('[') && twinOf(projection)
    return source ? (proj4(source as never, 'EPSG:4326').forward as ToDegrees) : undefined
  } catch {
    // proj4 throws words for what it cannot read; whoever asked has better ones.
    return undefined
  }
}

/**
 * By its shift, or since it is of the age of satellites, whose ellipsoid is one. Grids of shifts are not there; those
 * of the East on Krassowsky's ellipsoid and of the Balkans differ by region; and proj4 reads neither meridians other
 * than that of Greenwich nor axes that go elsewhere than east and north as others do.
 */
function isLocated({ a, b, nadgrids, datum, ellps, datumCode, from_greenwich, axis }: Projection): boolean {
  if (ellps === 'krass' || datumCode === 'hermannskogel' || from_greenwich || axis !== 'enu') return false
  if (nadgrids !== undefined) return false
  // Web Mercator: the degrees of WGS84 as if they were of a sphere.
  if (datumCode === 'none') return true
  if (datum.datum_params) return true
  return Math.abs(a - 6_378_137) < 0.1 && Math.abs(b - 6_356_752.314) < 0.1
}

/**
 * Definitions in WKT leave the shift out. A plane with the very same parameters has it, if there is one only; degrees
 * have no parameters.
 */
function twinOf(projection: Projection): Projection | undefined {
  if (projection.names?.includes('longlat')) return undefined
  planes ??= Object.keys(known)
    .flatMap((name) => planeOf(definitionOf(name) ?? '') ?? [])
    .filter(isLocated)
  const twins = planes.filter((other) => isSamePlane(projection, other))
  const shifts = new Set(twins.map(({ datum }) => String(datum.datum_params)))
  return shifts.size === 1 ? twins[0] : undefined
}

/** All planes of the list, which takes a moment to read. */
let planes: readonly Projection[] | undefined

function planeOf(definition: string): Projection | undefined {
  try {
    return read(definition)
  } catch {
    // A projection that proj4 does not have.
    return undefined
  }
}

const parameters = ['a', 'b', 'lat0', 'lat1', 'lat2', 'long0', 'k0', 'x0', 'y0']
function isSamePlane(one: Projection, other: Projection): boolean {
  return one.names === other.names && parameters.every((name) => isClose(one[name] ?? 0, other[name] ?? 0))
}

const isClose = (one: unknown, other: unknown) =>
  Math.abs(Number(one) - Number(other)) <= 1e-8 * Math.max(1, Math.abs(Number(one)))
