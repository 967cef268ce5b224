import type { OrderCluster } from '@swath/contract/order-map'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { stateTone, type Tone } from '../ui/badges.tsx'
import type { Scheme } from './basemap.ts'
import { type Bounds, featuresOf } from './geometry.ts'
import { halos, toneColours } from './layers.ts'
import { pieces, piecesOf, shortCount } from './ring.ts'

/** The source of orders that lie too near to each other: a click on one goes nearer. */
export const clusters_id = 'clusters'

const tones: readonly Tone[] = ['active', 'good', 'partial', 'bad', 'neutral']
/** Counts the orders of each tone. */
const countsOf = (states: Readonly<Record<string, number>>) =>
  tones.map((tone) =>
    Object.entries(states).reduce((sum, [state, count]) => sum + (stateTone(state) === tone ? count : 0), 0),
  )

/** From 2 on: the radius in pixels, by the number of digits. */
const radii = [15, 18, 22, 26, 30]
const radiusOf = (count: number) => radii[Math.min(String(count).length, radii.length) - 1]!

/** The name of a picture says all that there is to draw. */
const nameOf = (scheme: Scheme, { count, states }: OrderCluster['properties']) =>
  ['ring', scheme, radiusOf(count), ...piecesOf(countsOf(states))].join(' ')

export function showClusters(map: MapLibre, clusters: readonly OrderCluster[], scheme: Scheme) {
  const features = clusters.map(({ geometry, properties }) => ({
    type: 'Feature' as const,
    geometry,
    properties: {
      id: geometry.coordinates.join(),
      count: properties.count,
      label: shortCount(properties.count),
      ring: nameOf(scheme, properties),
      bbox: JSON.stringify(properties.bbox),
    },
  }))
  const source = map.getSource<GeoJSONSource>(clusters_id)
  if (source) return void source.setData(featuresOf(features))
  map.on('styleimagemissing', ({ id }) => drawRing(map, id))
  map.addSource(clusters_id, { type: 'geojson', data: featuresOf(features), promoteId: 'id' })
  map.addLayer({
    id: clusters_id,
    type: 'symbol',
    source: clusters_id,
    layout: {
      'icon-image': ['get', 'ring'],
      'icon-overlap': 'always',
      // Each number is drawn with its ring, and covers what lies below.
      'symbol-sort-key': ['get', 'count'],
      'text-field': ['get', 'label'],
      'text-font': ['Semibold', 'Inter Variable'],
      'text-size': 12,
      'text-overlap': 'always',
    },
    paint: { 'text-color': scheme === 'dark' ? '#dce3e5' : '#1c2529' },
  })
}

/** The place that a picked cluster has. */
export const boundsOfCluster = ({ bbox }: Readonly<Record<string, unknown>>): Bounds =>
  JSON.parse(String(bbox))

const pixels = 2

function drawRing(map: MapLibre, name: string) {
  const [kind, scheme, ...numbers] = name.split(' ')
  if (kind !== 'ring') return
  const [radius, ...shares] = numbers.map(Number) as [number, ...number[]]
  const size = (radius + 2) * 2 * pixels
  const context = new OffscreenCanvas(size, size).getContext('2d')!
  context.scale(pixels, pixels)
  paintRing(context, { scheme: scheme as Scheme, radius, shares })
  map.addImage(name, context.getImageData(0, 0, size, size), { pixelRatio: pixels })
}

interface Ring {
  scheme: Scheme
  radius: number
  shares: readonly number[]
}

const ring_px = 4

function paintRing(context: OffscreenCanvasRenderingContext2D, { scheme, radius, shares }: Ring) {
  const middle = radius + 2
  context.arc(middle, middle, radius + 1, 0, 2 * Math.PI)
  context.fillStyle = halos[scheme]
  context.fill()
  context.lineWidth = ring_px
  let at = -Math.PI / 2
  shares.forEach((share, index) => {
    if (share === 0) return
    const end = at + (share / pieces) * 2 * Math.PI
    // A thread of the ground between two colours, where there are two.
    const gap = share === pieces ? 0 : 0.05
    context.beginPath()
    context.arc(middle, middle, radius - ring_px / 2, at + gap, end - gap)
    context.strokeStyle = toneColours[scheme][tones[index]!]
    context.stroke()
    at = end
  })
}
