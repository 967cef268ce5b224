/** The passes of a constellation that somebody has, and from whom they can be taken. */
import { type PriorityClass, priority_classes } from '@swath/contract/priority-classes'
import type { View } from './constellation.ts'

/** Somebody has this pass. */
export interface TakenPass {
  view: View
  priority_class: PriorityClass
  /** It is kept for an order, and nobody takes it away. */
  reservation_id: string | null
}

/** Whether one goes before the other. */
export const isHigher = (one: PriorityClass, other: PriorityClass): boolean =>
  priority_classes.indexOf(one) < priority_classes.indexOf(other)

interface Asking {
  priority_class: PriorityClass
  reservation_id?: string
}

/**
 * The images that stay if an order of a class comes. What it has reserved itself is not among them, and lower classes
 * give way until they are commanded.
 */
export function firmPasses(taken: readonly TakenPass[], asking: Asking, commanded: Date): View[] {
  const isFirm = ({ view, priority_class, reservation_id }: TakenPass) =>
    reservation_id === null
      ? !isHigher(asking.priority_class, priority_class) || Date.parse(view.start) <= commanded.getTime()
      : reservation_id !== asking.reservation_id
  return taken.filter(isFirm).map(({ view }) => view)
}
