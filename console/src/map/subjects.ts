import type { Item } from '@swath/client/stac'
import type { Area } from '@swath/contract/areas'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Opportunity } from '@swath/contract/feasibility'
import type { Geometry } from '@swath/contract/geometry'
import type { OrderOutcome, OrderStatus } from '@swath/contract/states'
import { stateTone } from '../ui/badges.tsx'
import { boundsOf, centreOf, destination, featuresOf, lineThrough, unrolled } from './geometry.ts'
import type { ImageLayer, MapLayer } from './layers.ts'

interface PlacedOrder {
  id: string
  geometry: Geometry
  properties: { status: OrderStatus; outcome: OrderOutcome | null }
}

/** The places of orders, as a layer of a map. */
export function orderLayer(orders: readonly PlacedOrder[], selected?: string): MapLayer {
  const features = orders.map(({ id, geometry, properties: { outcome, status } }) => ({
    type: 'Feature' as const,
    geometry: unrolled(geometry),
    properties: { id, tone: stateTone(outcome ?? status) },
  }))
  return { id: 'orders', look: 'order', data: featuresOf(features), selected }
}

/** The places that captures looked at, or are to look at. Failed attempts show nothing. */
export function captureLayer(captures: readonly Capture[]): MapLayer {
  const features = captures
    .filter(({ status }) => status !== 'failed' && status !== 'canceled')
    .map(({ capture_id, footprint, target }) => ({
      type: 'Feature' as const,
      geometry: unrolled(footprint ?? target),
      properties: { capture_id },
    }))
  return { id: 'captures', look: 'capture', data: featuresOf(features) }
}

export function itemLayer(items: readonly Item[], selected?: string): MapLayer {
  const features = items.map(({ id, geometry }) => ({
    type: 'Feature' as const,
    geometry: unrolled(geometry as Geometry),
    properties: { id },
  }))
  return { id: 'items', look: 'item', data: featuresOf(features), selected }
}

/** One image of each capture: that of the highest level which can be looked at. */
export function imagesOf(deliverables: readonly Deliverable[]): ImageLayer[] {
  const shown = deliverables.filter(({ assets, footprint }) => assets.visual && footprint?.type === 'Polygon')
  const by_capture = Map.groupBy(shown, ({ capture_id }) => capture_id)
  return [...by_capture.values()].map((levels) => {
    const best = levels.toSorted((a, b) => a.processing_level.localeCompare(b.processing_level)).at(-1)!
    return { file_name: best.assets.visual!.title, bounds: boundsOf([best.footprint!])! }
  })
}

export function draftLayer(places: readonly { geometry: Geometry }[]): MapLayer {
  const features = places.map(({ geometry }) => ({
    type: 'Feature' as const,
    geometry: unrolled(geometry),
    properties: {},
  }))
  return { id: 'draft', look: 'draft', data: featuresOf(features) }
}

/** The areas that the contract keeps, to be chosen from. */
export function keptLayer(areas: readonly Area[]): MapLayer {
  const features = areas.map(({ area_id, geometry }) => ({
    type: 'Feature' as const,
    geometry: unrolled(geometry),
    properties: { id: area_id },
  }))
  return { id: 'kept', look: 'kept', data: featuresOf(features) }
}

/** A satellite is at one place at a time, and sees two strips of an area from there: at two angles, if they are known. */
export const idOfPass = ({ satellite_name, start, off_nadir_deg, footprint }: Opportunity): string =>
  `${satellite_name} ${start} ${off_nadir_deg ?? centreOf(footprint).join(' ')}`

/** So many degrees of the ground track are drawn on either side. */
const reach_deg = 9

/** The line over which the satellite flies while it looks aside at the image, if enough is told of it. */
function groundTrack(one: Opportunity): number[][] | undefined {
  const angles = [
    one.incidence_angle_deg,
    one.off_nadir_deg,
    one.view_azimuth_deg,
    one.ground_track_heading_deg,
  ]
  if (!angles.every((angle) => angle !== null)) return undefined
  const [incidence, off_nadir, azimuth, heading] = angles as [number, number, number, number]
  // The lines from the satellite and from the middle of the Earth to the image differ by just this angle.
  const below = destination(centreOf(one.footprint), incidence - off_nadir, azimuth)
  return lineThrough(below, heading, reach_deg)
}

/**
 * The footprint of each pass, and the track of the satellite; of many passes only the first, and the one that is
 * picked.
 */
export function passLayers(opportunities: readonly Opportunity[], picked: string | undefined): MapLayer[] {
  const drawn = opportunities.filter((one, index) => index < 12 || idOfPass(one) === picked)
  const footprints = drawn.map((one) => ({
    type: 'Feature' as const,
    geometry: unrolled(one.footprint),
    properties: { id: idOfPass(one) },
  }))
  const tracks = drawn.flatMap((one) => {
    const coordinates = groundTrack(one)
    if (!coordinates) return []
    const geometry = { type: 'LineString' as const, coordinates }
    return [{ type: 'Feature' as const, geometry, properties: { id: idOfPass(one) } }]
  })
  return [
    { id: 'tracks', look: 'track', data: featuresOf(tracks), selected: picked },
    { id: 'passes', look: 'pass', data: featuresOf(footprints), selected: picked },
  ]
}
