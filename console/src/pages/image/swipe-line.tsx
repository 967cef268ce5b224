import { MoveHorizontal } from 'lucide-react'
import type { PointerEvent } from 'react'
import classes from './image.module.css'

interface SwipeLineProps {
  cut: number
  onChange: (cut: number) => void
}

const step = 0.02
const keys: Readonly<Record<string, (cut: number) => number>> = {
  ArrowLeft: (cut) => cut - step,
  ArrowRight: (cut) => cut + step,
  Home: () => 0,
  End: () => 1,
}

/** The line between two images. */
export function SwipeLine({ cut, onChange }: SwipeLineProps) {
  const change = (to: number) => onChange(Math.min(Math.max(to, 0), 1))
  function drag({ currentTarget, clientX, buttons }: PointerEvent<HTMLDivElement>) {
    if (buttons === 0) return
    const { left, width } = currentTarget.parentElement!.getBoundingClientRect()
    change((clientX - left) / width)
  }
  return (
    <div
      className={classes.line}
      style={{ left: `${cut * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label="The line between the images"
      aria-valuenow={Math.round(cut * 100)}
      aria-valuetext={`${Math.round(cut * 100)} % of the width`}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const move = keys[event.key]
        if (!move) return
        event.preventDefault()
        change(move(cut))
      }}
    >
      <span>
        <MoveHorizontal size={16} aria-hidden />
      </span>
    </div>
  )
}
