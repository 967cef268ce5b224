import type { SwathClient } from '@swath/client/client'
import type { Capture } from '@swath/contract/captures'
import type { Deliverable } from '@swath/contract/deliverables'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
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

/** As many as a person can choose among, and a page of the list. */
export const most_images = 300
/** Their ids fit into one address. */
const most_ids = 100

export interface AreaImages {
  images: readonly AreaImage[]
  /** There are older ones, which are not among these. */
  has_older: boolean
}

/** The newest images that were delivered of the place of this one, and this one however old it is: the oldest first. */
export function useAreaImages(deliverable: Deliverable, capture: Capture | undefined): AreaImages {
  const swath = useSwath()
  const bounds = deliverable.footprint ? boundsOf([deliverable.footprint]) : undefined
  const bbox = bounds && bboxOf(bounds)
  const found = useQuery({
    queryKey: ['deliverables', 'area', bbox],
    queryFn: async ({ signal }) => {
      const asked = { status: 'DELIVERED', bbox: bbox!, sort: '-created_at', limit: most_images } as const
      const { items, next } = await swath.deliverables.list(asked, { signal }).page()
      const ids = new Set(items.map(({ capture_id }) => capture_id))
      return {
        deliverables: items,
        captures: await capturesOf(swath, [...ids], signal),
        has_older: next !== null,
      }
    },
    enabled: bbox !== undefined,
    ...keepLast,
  })
  const { deliverables, captures, has_older } = found.data ?? none
  return useMemo(() => {
    const is_there = deliverables.some((one) => one.deliverable_id === deliverable.deliverable_id)
    const [more, theirs] = is_there ? [[], []] : [[deliverable], capture ? [capture] : []]
    return { images: inTime([...deliverables, ...more], [...captures, ...theirs]), has_older }
  }, [deliverables, captures, has_older, deliverable, capture])
}

const none = { deliverables: [], captures: [], has_older: false }

async function capturesOf(
  swath: SwathClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Capture[]> {
  const found = Array.from({ length: Math.ceil(ids.length / most_ids) }, (_, part) => {
    const capture_id__in = ids.slice(part * most_ids, (part + 1) * most_ids)
    return swath.captures.list({ capture_id__in, limit: most_ids }, { signal }).all()
  })
  return (await Promise.all(found)).flat()
}

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
