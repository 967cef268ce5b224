/** An image as it is shown, and which of several is seen. Pure. */
import type { Expression, Look } from './look.ts'
import type { Pixels } from './pixels.ts'

export interface ShownImage {
  id: string
  raster: Pixels
  /** The bands that are shown; a mask has none, and lies over the image that is looked at. */
  look?: Look
  colour: Expression
  variables: Record<string, number>
  opacity: number
  /** Only what lies on this side of the cut; everywhere, unless it says so. */
  side?: 'left' | 'right' | undefined
}

/** The image on this side of the cut; the upper one of two, unless the lower one shines through it more. */
export function seenAt(images: readonly ShownImage[], side: 'left' | 'right') {
  const there = images.filter(isLooked).filter((one) => (one.side ?? side) === side)
  return there.findLast(({ opacity }) => opacity >= 0.5) ?? there[0]
}

const isLooked = (image: ShownImage): image is ShownImage & Required<Pick<ShownImage, 'look'>> =>
  image.look !== undefined
