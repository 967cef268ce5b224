import { Text } from '@mantine/core'
import type { Deliverable } from '@swath/contract/deliverables'
import type { Geometry } from '@swath/contract/geometry'
import { useImage } from '../../data/images.ts'
import { boundsOf, ringsOf, unrolled } from '../../map/geometry.ts'
import classes from './evidence.module.css'

/** The image with what the customer marked on it. North is up, and the picture fills the box of the footprint. */
export function Evidence({ deliverable }: { deliverable: Deliverable }) {
  const { deliverable_id, footprint, rejection } = deliverable
  const { url, is_missing } = useImage(['rejected', deliverable_id], (swath, options) =>
    swath.desk.rejectedPicture(deliverable_id, options),
  )
  const marked = rejection?.evidence ?? null
  if (is_missing) return <Text c="dimmed">There is no picture of it, or your role does not see it.</Text>
  return (
    <figure className={classes.figure}>
      <div className={classes.picture}>
        {url && (
          <img src={url} alt={`What was rejected${marked ? ', with what the customer marked on it' : ''}`} />
        )}
        {url && footprint && marked && <Marked within={footprint} marked={marked} />}
      </div>
      <figcaption>
        {marked ? 'The customer marked the outlined part.' : 'The customer marked no part of it.'}
      </figcaption>
    </figure>
  )
}

function Marked({ within, marked }: { within: Geometry; marked: Geometry }) {
  const [west, south, east, north] = boundsOf([unrolled(within)])!
  const place = ([lon = 0, lat = 0]: readonly number[]) =>
    `${(1000 * (lon - west)) / (east - west)},${(1000 * (north - lat)) / (north - south)}`
  return (
    <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden>
      {shapesOf(marked).map((ring) => {
        const points = ring.map(place).join(' ')
        return <polygon key={points} points={points} vectorEffect="non-scaling-stroke" />
      })}
    </svg>
  )
}

/** A point is marked by a small square around it. */
function shapesOf(marked: Geometry): number[][][] {
  if (marked.type !== 'Point') return ringsOf(unrolled(marked))
  const [lon = 0, lat = 0] = marked.coordinates
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const
  return [corners.map(([x, y]) => [lon + x * point_deg, lat + y * point_deg])]
}

const point_deg = 0.002
