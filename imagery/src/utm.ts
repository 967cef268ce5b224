/**
 * Longitude and latitude (WGS 84, degrees) to and from the plane coordinates (metres) of the UTM zone, or,
 * beyond 84 N and 80 S where UTM ends, of Universal Polar Stereographic.
 *
 * Transverse Mercator: Krueger's series to the fourth order (Karney 2011, doi:10.1007/s00190-011-0445-3),
 * good to well under a millimetre inside a zone. Polar stereographic: Snyder 1987, USGS PP 1395, page 161.
 */

export type LonLat = readonly [lon_deg: number, lat_deg: number]
export type EastingNorthing = readonly [easting_m: number, northing_m: number]

export interface Projection {
  /** 326zz and 327zz for UTM north and south, 32661 and 32761 for the poles. */
  readonly epsg: number
  forward(position: LonLat): EastingNorthing
  /** Longitude comes back within [-180, 180). */
  inverse(position: EastingNorthing): LonLat
}

const SEMI_MAJOR_M = 6_378_137
const FLATTENING = 1 / 298.257223563
const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING))
const RADIANS = Math.PI / 180

/** Longitude moved by whole turns into [-180, 180). */
export function wrapLongitude(lon_deg: number): number {
  return ((((lon_deg + 180) % 360) + 360) % 360) - 180
}

/** The EPSG code of the plane that covers a position, with the standard exceptions of Norway and Svalbard. */
export function epsgAt([lon_deg, lat_deg]: LonLat): number {
  if (lat_deg >= 84) return 32661
  if (lat_deg < -80) return 32761
  return (lat_deg >= 0 ? 32600 : 32700) + utmZoneAt(wrapLongitude(lon_deg), lat_deg)
}

function utmZoneAt(lon_deg: number, lat_deg: number): number {
  if (lat_deg >= 56 && lat_deg < 64 && lon_deg >= 3 && lon_deg < 12) return 32
  if (lat_deg >= 72 && lon_deg >= 0 && lon_deg < 42) return 31 + 2 * Math.floor((lon_deg + 3) / 12)
  return Math.floor((lon_deg + 180) / 6) + 1
}

/** The projection of a code that `epsgAt` returns; any other code is an error. */
export function projectionOf(epsg: number): Projection {
  if (epsg === 32661 || epsg === 32761) return polarStereographic(epsg, epsg === 32661 ? 1 : -1)
  const zone = epsg % 100
  const isUtm = (epsg > 32600 && epsg <= 32660) || (epsg > 32700 && epsg <= 32760)
  if (!isUtm) throw new RangeError(`EPSG:${epsg} is neither a UTM zone nor a polar plane`)
  return transverseMercator(epsg, 6 * zone - 183, epsg > 32700 ? 10_000_000 : 0)
}

/** Tangent of the conformal latitude from the tangent of the geodetic one. */
function conformal(tau: number): number {
  const secant = Math.hypot(1, tau)
  const sigma = Math.sinh(ECCENTRICITY * Math.atanh((ECCENTRICITY * tau) / secant))
  return tau * Math.hypot(1, sigma) - sigma * secant
}

/** The inverse of `conformal`, by Newton's method; three rounds reach machine precision. */
function geodetic(tauConformal: number): number {
  const squash = 1 - ECCENTRICITY ** 2
  let tau = tauConformal / squash
  for (let round = 0; round < 4; round++) {
    const reached = conformal(tau)
    const slope = (1 + squash * tau * tau) / (squash * Math.hypot(1, reached) * Math.hypot(1, tau))
    tau += (tauConformal - reached) * slope
  }
  return tau
}

const N = FLATTENING / (2 - FLATTENING)
const RECTIFYING_RADIUS_M = (SEMI_MAJOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64)
const TO_PLANE: readonly number[] = [
  N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180,
  (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440,
  (61 * N ** 3) / 240 - (103 * N ** 4) / 140,
  (49561 * N ** 4) / 161280,
]
const FROM_PLANE: readonly number[] = [
  -(N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360),
  -(N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440),
  -((17 * N ** 3) / 480 - (37 * N ** 4) / 840),
  -((4397 * N ** 4) / 161280),
]

/** Adds Krueger's correction to a point (xi north, eta east) on the unit plane. */
function correct(xi: number, eta: number, coefficients: readonly number[]): [number, number] {
  let north = xi
  let east = eta
  coefficients.forEach((coefficient, index) => {
    const order = 2 * (index + 1)
    north += coefficient * Math.sin(order * xi) * Math.cosh(order * eta)
    east += coefficient * Math.cos(order * xi) * Math.sinh(order * eta)
  })
  return [north, east]
}

function transverseMercator(epsg: number, meridian_deg: number, falseNorthing_m: number): Projection {
  const scale_m = 0.9996 * RECTIFYING_RADIUS_M
  return {
    epsg,
    forward([lon_deg, lat_deg]) {
      const lambda = wrapLongitude(lon_deg - meridian_deg) * RADIANS
      const tau = conformal(Math.tan(lat_deg * RADIANS))
      const xi = Math.atan2(tau, Math.cos(lambda))
      const eta = Math.asinh(Math.sin(lambda) / Math.hypot(tau, Math.cos(lambda)))
      const [north, east] = correct(xi, eta, TO_PLANE)
      return [500_000 + scale_m * east, falseNorthing_m + scale_m * north]
    },
    inverse([easting_m, northing_m]) {
      const north = (northing_m - falseNorthing_m) / scale_m
      const [xi, eta] = correct(north, (easting_m - 500_000) / scale_m, FROM_PLANE)
      const lambda = Math.atan2(Math.sinh(eta), Math.cos(xi))
      const tau = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi))
      return [wrapLongitude(meridian_deg + lambda / RADIANS), Math.atan(geodetic(tau)) / RADIANS]
    },
  }
}

function polarStereographic(epsg: number, hemisphere: 1 | -1): Projection {
  const e = ECCENTRICITY
  const scale_m = (2 * 0.994 * SEMI_MAJOR_M) / Math.sqrt((1 + e) ** (1 + e) * (1 - e) ** (1 - e))
  return {
    epsg,
    forward([lon_deg, lat_deg]) {
      const psi = Math.asinh(conformal(Math.tan(hemisphere * lat_deg * RADIANS)))
      const radius_m = scale_m * Math.exp(-psi)
      const lambda = lon_deg * RADIANS
      return [2_000_000 + radius_m * Math.sin(lambda), 2_000_000 - hemisphere * radius_m * Math.cos(lambda)]
    },
    inverse([easting_m, northing_m]) {
      const x_m = easting_m - 2_000_000
      const y_m = hemisphere * (2_000_000 - northing_m)
      // A hair off the pole itself: its conformal latitude has no finite tangent.
      const psi = -Math.log(Math.max(Math.hypot(x_m, y_m), 1e-6) / scale_m)
      const lat_deg = Math.atan(geodetic(Math.sinh(psi))) / RADIANS
      return [wrapLongitude(Math.atan2(x_m, y_m) / RADIANS), hemisphere * lat_deg]
    },
  }
}
