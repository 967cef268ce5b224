import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { azimuthDeg, dot, geodeticOf, horizonAt, type LonLat, minus, norm, surfacePoint } from './earth.ts'
import { type Polygon, type Strip, stripsOf } from './strips.ts'

/** The place so far from another on its horizon. */
function placeFrom(from: LonLat, east_km: number, north_km: number): LonLat {
  const { east, north } = horizonAt(from)
  const [x, y, z] = surfacePoint(from)
  const at = [0, 1, 2].map((axis) => [x, y, z][axis]! + east_km * east[axis]! + north_km * north[axis]!)
  const { lon, lat } = geodeticOf([at[0]!, at[1]!, at[2]!])
  return { lon, lat }
}

/** On the horizon of the centre of a strip, kilometres to the east and to the north. */
function onHorizon({ centre }: Strip, place: LonLat): [east: number, north: number] {
  const offset = minus(surfacePoint(place), surfacePoint(centre))
  const { east, north } = horizonAt(centre)
  return [dot(offset, east), dot(offset, north)]
}

function isIn(strip: Strip, place: LonLat): boolean {
  const [x, y] = onHorizon(strip, place)
  const ring = strip.ring.map(([lon, lat]) => onHorizon(strip, { lon, lat }))
  return ring.slice(1).reduce((inside, [bx, by], index) => {
    const [ax, ay] = ring[index]!
    const crosses = ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax
    return crosses ? !inside : inside
  }, false)
}

const double = (min: number, max: number) =>
  fc.integer({ min: 0, max: 10_000 }).map((share) => min + ((max - min) * share) / 10_000)
const centres = fc.record({
  lon: fc.oneof(fc.constantFrom(180, -179.99, 0), double(-180, 180)),
  lat: fc.oneof(fc.constantFrom(90, -90, 89.8, 0), double(-90, 90)),
})
/** A star: the distances of its corners, all around. */
const stars = fc.record({
  centre: centres,
  spokes_km: fc.array(double(5, 60), { minLength: 5, maxLength: 11 }),
  heading_deg: double(0, 360),
  swath_km: double(4, 20),
  overlap_share: double(0, 0.4),
  inside: fc.array(fc.tuple(double(0, 1), double(0, 0.98)), { minLength: 20, maxLength: 20 }),
})

const spokeEnd = (centre: LonLat, bearing: number, length_km: number) =>
  placeFrom(centre, length_km * Math.cos(bearing), length_km * Math.sin(bearing))

function starOf(centre: LonLat, spokes_km: readonly number[]): Polygon {
  const corners = spokes_km.map((length_km, index) => {
    const { lon, lat } = spokeEnd(centre, (2 * Math.PI * index) / spokes_km.length, length_km)
    return [lon, lat] as const
  })
  return [[...corners, corners[0]!]]
}

/** A place in the triangle between the centre and two corners that follow each other. */
function placeInStar(centre: LonLat, spokes_km: readonly number[], turn: number, share: number): LonLat {
  const count = spokes_km.length
  const index = Math.floor(turn * count) % count
  const corner = (n: number) => {
    const bearing = (2 * Math.PI * n) / count
    const length_km = spokes_km[n % count]!
    return [length_km * Math.cos(bearing), length_km * Math.sin(bearing)] as const
  }
  const [a, b] = [corner(index), corner(index + 1)]
  const part = turn * count - Math.floor(turn * count)
  const [east, north] = [0, 1].map((axis) => share * (a[axis]! * (1 - part) + b[axis]! * part))
  return placeFrom(centre, east!, north!)
}

describe('the strips of an area', () => {
  test('cover it wherever it is and whatever the heading, and none is wider than the swath', () => {
    fc.assert(
      fc.property(stars, ({ centre, spokes_km, heading_deg, swath_km, overlap_share, inside }) => {
        const strips = stripsOf({
          area: [starOf(centre, spokes_km)],
          heading_deg,
          swath_km,
          overlap_km: overlap_share * swath_km,
        })
        for (const [turn, share] of inside) {
          const place = placeInStar(centre, spokes_km, turn, share)
          assert.ok(
            strips.some((strip) => isIn(strip, place)),
            `${JSON.stringify(place)} is in no strip`,
          )
        }
        for (const { ring } of strips) {
          const [start, end] = [ring[0]!, ring.at(-2)!].map(([lon, lat]) => surfacePoint({ lon, lat }))
          const width_km = norm(minus(end!, start!))
          assert.ok(width_km <= swath_km && width_km > 0.98 * swath_km, `${width_km} of ${swath_km}`)
        }
      }),
      { seed: 11, numRuns: 300 },
    )
  })

  test('lie over each other by the overlap, and along the heading', () => {
    const centre = { lon: 12, lat: 55 }
    const [heading_deg, swath_km, overlap_km] = [193, 10, 1.5]
    const strips = stripsOf({ area: [starOf(centre, [60, 60, 60, 60])], heading_deg, swath_km, overlap_km })
    const middles = strips.map((strip) => onHorizon(strips[0]!, strip.centre))
    middles.slice(1).forEach(([x, y], index) => {
      const [px, py] = middles[index]!
      // To the left of a track to the south is the east.
      const left_km =
        (x - px) * -Math.cos((heading_deg * Math.PI) / 180) +
        (y - py) * Math.sin((heading_deg * Math.PI) / 180)
      assert.ok(Math.abs(left_km - (swath_km - overlap_km)) < 0.08, `${left_km}`)
    })
    for (const strip of strips) {
      const [from, to] = [strip.ring[0]!, strip.ring[1]!].map(([lon, lat]) => surfacePoint({ lon, lat }))
      const heading = azimuthDeg(minus(to!, from!), horizonAt(strip.centre))
      assert.ok(Math.abs(heading - heading_deg) < 1, `${heading}`)
    }
  })

  test('leave out holes and gaps between parts', () => {
    const square = (lon: number, size: number): (readonly [number, number])[] => [
      [lon, 0],
      [lon + size, 0],
      [lon + size, size],
      [lon, size],
      [lon, 0],
    ]
    const hole = square(10.2, 0.6).map(([lon, lat]) => [lon, lat + 0.2] as const)
    const strips = stripsOf({
      area: [[square(10, 1), hole], [square(12, 0.5)]],
      heading_deg: 90,
      swath_km: 11,
      overlap_km: 0,
    })
    const through = strips.filter(({ centre }) => centre.lon < 11.5 && Math.abs(centre.lat - 0.5) < 0.05)
    assert.equal(through.length, 2, 'on both sides of the hole')
    for (const { length_km } of through) assert.ok(Math.abs(length_km - 22.3) < 1, `${length_km}`)
    assert.ok(strips.some(({ centre }) => centre.lon > 12 && centre.lat < 0.5))
  })

  test('cannot lie over each other wholly', () => {
    const request = {
      area: [starOf({ lon: 0, lat: 0 }, [9, 9, 9])],
      heading_deg: 0,
      swath_km: 5,
      overlap_km: 5,
    }
    assert.throws(
      () => stripsOf(request),
      /^RangeError: The overlap is 5 km; it must be at least 0 and below the swath, 5 km$/,
    )
  })
})
