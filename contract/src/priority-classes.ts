/** Whose order goes first where several want the same pass of a satellite. */

/** From the first to the last. An order takes a pass from those behind it, and never from its own class. */
export const priority_classes = ['urgent', 'priority', 'standard', 'flexible'] as const
export type PriorityClass = (typeof priority_classes)[number]

export const class_meanings: Record<PriorityClass, string> = {
  urgent: 'It takes a pass from every other class, and no order takes one from it.',
  priority: 'It takes a pass from standard and flexible orders.',
  standard: 'It takes a pass from flexible orders alone.',
  flexible: 'It gets what the others leave.',
}
