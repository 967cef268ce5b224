import { Button } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { formatArea } from '../ui/format.ts'
import type { Purpose } from './combining.ts'
import type { DrawingMode } from './editor.ts'
import { areaKm2 } from './geometry.ts'
import type { LiveShape } from './live-shape.ts'
import classes from './map.module.css'

const hints: Readonly<Record<DrawingMode, string>> = {
  point: 'Click the place to be imaged',
  polygon: 'Click the corners of the area; click the first one again to close it',
  rectangle: 'Click one corner, then the opposite one',
}

const purposes: Readonly<Record<Purpose, string>> = {
  replace: '',
  add: 'To be added: ',
  cut: 'To be cut out: ',
}

interface DrawingHintProps {
  mode: DrawingMode | null
  purpose: Purpose
  live: LiveShape
  /** Ends the drawing, with the shape that was there before; missing where there is none. */
  keep: (() => void) | undefined
}

/** Says what to click, and how large the area under the hand is. */
export function DrawingHint({ mode, purpose, live, keep }: DrawingHintProps) {
  const shape = useSyncExternalStore(live.subscribe, live.get)
  const area_km2 = shape ? areaKm2(shape) : 0
  return (
    <>
      {(mode || area_km2 > 0) && (
        <div className={classes.hint}>
          {mode && <span>{purposes[purpose] + hints[mode]}</span>}
          {area_km2 > 0 && <strong className="number">{formatArea(area_km2)}</strong>}
        </div>
      )}
      {mode && keep && (
        <Button variant="default" size="compact-sm" className={classes.keep} onClick={keep}>
          Keep it as it is
        </Button>
      )}
    </>
  )
}
