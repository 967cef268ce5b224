import { ActionIcon, Slider } from '@mantine/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useFollowing } from '../../ui/following.ts'
import { formatDay } from '../../ui/format.ts'
import { type AreaImage, most_images, nameOfImage } from './area-images.ts'
import classes from './image.module.css'

interface TimeStripProps {
  /** One of each capture, the oldest first. */
  images: readonly AreaImage[]
  has_older: boolean
  capture_id: string
  onPick: (image: AreaImage) => void
}

/** The images of the place along time; the place in it stays when another one is picked. */
export function TimeStrip({ images, has_older, capture_id, onPick }: TimeStripProps) {
  const now = images.findIndex(({ deliverable }) => deliverable.capture_id === capture_id)
  const [at, setAt] = useFollowing(now)
  if (images.length < 2) return null
  const pick = (index: number) => index !== now && images[index] && onPick(images[index])
  const dayOf = (index: number) => {
    const acquired_at = images[index]?.capture?.acquired_at
    return acquired_at ? formatDay(acquired_at) : `Image ${index + 1}`
  }
  return (
    <section className={classes.time} aria-label="Images of this place">
      <ActionIcon
        variant="default"
        size={32}
        aria-label="Earlier"
        disabled={now <= 0}
        onClick={() => pick(now - 1)}
      >
        <ChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <div className={classes.times}>
        <Slider
          thumbLabel="Date"
          min={0}
          max={images.length - 1}
          value={at}
          onChange={setAt}
          onChangeEnd={pick}
          marks={images.map((_, value) => ({ value }))}
          label={(index) => (images[index] ? nameOfImage(images[index]) : '')}
        />
        <div className={classes.ends}>
          <span>{dayOf(0)}</span>
          <strong>
            {dayOf(at)}{' '}
            <span>
              ({at + 1} of {images.length})
            </span>
          </strong>
          <span>{dayOf(images.length - 1)}</span>
        </div>
        {has_older && (
          <p className={classes.older} role="note">
            Only the newest {most_images} images of this place are here, of all levels. There are older ones.
          </p>
        )}
      </div>
      <ActionIcon
        variant="default"
        size={32}
        aria-label="Later"
        disabled={now >= images.length - 1}
        onClick={() => pick(now + 1)}
      >
        <ChevronRight size={16} aria-hidden />
      </ActionIcon>
    </section>
  )
}
