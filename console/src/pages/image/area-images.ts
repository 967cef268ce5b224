import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { keepLast } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { boundsOf } from '../../map/geometry.ts'
import { formatTime } from '../../ui/format.ts'
import { bboxOf } from '../archive/search.ts'
import { imageKeysOf } from './search.ts'

/** An image of the place that is looked at. */
export interface AreaImage {
  deliverable: Deliverable
  capture: Capture | undefined
}

const most_images = 300

/** Every image that was delivered of the place of this one, the oldest first. */
export function useAreaImages(deliverable: Deliverable): readonly AreaImage[] {
  const swath = useSwath()
  const bounds = deliverable.footprint ? boundsOf([deliverable.footprint]) : undefined
  const bbox = bounds && bboxOf(bounds)
  const found = useQuery({
    queryKey: ['deliverables', 'area', bbox],
    queryFn: async ({ signal }) => {
      const [deliverables, captures] = await Promise.all([
        swath.deliverables.list({ status: 'DELIVERED', bbox: bbox! }, { signal }).all(most_images),
        swath.captures.list({ bbox: bbox! }, { signal }).all(most_images),
      ])
      return inTime(deliverables, captures)
    },
    enabled: bbox !== undefined,
    ...keepLast,
  })
  return found.data ?? none
}

const none: AreaImage[] = []

function inTime(deliverables: readonly Deliverable[], captures: readonly Capture[]): AreaImage[] {
  const by_id = new Map(captures.map((one) => [one.capture_id, one]))
  return deliverables
    .filter((one) => imageKeysOf(one).length > 0)
    .map((deliverable) => ({ deliverable, capture: by_id.get(deliverable.capture_id) }))
    .sort((a, b) => timeOf(a).localeCompare(timeOf(b)))
}

const timeOf = ({ deliverable, capture }: AreaImage): string => capture?.acquired_at ?? deliverable.created_at

/** One image of each capture: of the level that is looked at, or else of the highest. */
export function onePerCapture(images: readonly AreaImage[], level: string): AreaImage[] {
  const by_capture = Map.groupBy(images, ({ deliverable }) => deliverable.capture_id)
  const levelOf = ({ deliverable }: AreaImage) => deliverable.processing_level
  return [...by_capture.values()].map(
    (some) =>
      some.find((one) => levelOf(one) === level) ??
      some.toSorted((a, b) => levelOf(a).localeCompare(levelOf(b))).at(-1)!,
  )
}

export function nameOfImage({ deliverable, capture }: AreaImage): string {
  const level = deliverable.processing_level.replace('_', ' ')
  return capture?.acquired_at ? `${level} · ${formatTime(capture.acquired_at)}` : level
}
