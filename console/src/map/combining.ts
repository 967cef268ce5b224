import type { Geometry } from '@swath/contract/geometry'
import { clip } from '@swath/places/clip'
import { areaOf, nearZero } from './editing.ts'
import { boundsOf, onEarth, partsOf, unrolled } from './geometry.ts'

/** The purpose tells what becomes of the shape that is there when another one is drawn. */
export type Purpose = 'replace' | 'add' | 'cut'

const ways = { add: 'union', cut: 'difference', within: 'intersection' } as const

/**
 * The shape that is there with another one, without it, or as far as it lies within it.
 * @throws Error where nothing would be left
 */
export async function combined(before: Geometry, other: Geometry, how: keyof typeof ways): Promise<Geometry> {
  const [west, , east] = boundsOf([before, other])!
  const middle = (west + east) / 2
  const [first, second] = [before, other].map((shape) => planeOf(shape, middle))
  const parts = await clip(ways[how], first!, second!)
  if (parts.length === 0) throw new Error('Nothing of the area would be left')
  const onGlobe = ([lon, lat]: number[]) =>
    onEarth([Number((lon! + middle).toFixed(6)), Number(lat!.toFixed(6))])
  return areaOf(parts.map((rings) => rings.map((ring) => ring.map(onGlobe))))
}

/** Its parts with longitudes from a meridian near it: the antimeridian is far away. */
function planeOf(shape: Geometry, middle: number): number[][][][] {
  if (shape.type === 'Point') return []
  return partsOf(unrolled(shape)).map((rings) => {
    const lons = rings[0]!.map(([lon]) => lon! - middle)
    const centre = (Math.min(...lons) + Math.max(...lons)) / 2
    const turn = nearZero(centre) - centre - middle
    return rings.map((ring) => ring.map(([lon, lat]) => [lon! + turn, lat!]))
  })
}
