import 'ol/ol.css'
import type { Geometry } from '@swath/contract/geometry'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { ImageMap, type Spot, type ViewNow } from './image-map.ts'
import type { ShownImage } from './shown-image.ts'
import classes from './viewer.module.css'

interface ImageViewProps {
  /** Describes the image to those who do not see it. */
  label: string
  images: readonly ShownImage[]
  outline?: Geometry | undefined
  cut?: number | undefined
  onSpot: (spot: Spot | undefined) => void
  onView: (view: ViewNow) => void
  onBusy: (is_busy: boolean) => void
  /** For the buttons around it; called again with undefined at its end. */
  onMap: (map: ImageMap | undefined) => void
}

/** Images, drawn pixel by pixel; the arrow keys move them, and plus and minus zoom. */
export function ImageView({ label, images, outline, cut = 0.5, ...told }: ImageViewProps) {
  const target = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<ImageMap>()
  const tell = useEffectEvent((spot: Spot | undefined) => told.onSpot(spot))
  const tellView = useEffectEvent((view: ViewNow) => told.onView(view))
  const tellBusy = useEffectEvent((is_busy: boolean) => told.onBusy(is_busy))
  const tellMap = useEffectEvent((made: ImageMap | undefined) => told.onMap(made))
  useEffect(() => {
    const made = new ImageMap(target.current!, {
      onSpot: (spot) => tell(spot),
      onView: (view) => tellView(view),
      onBusy: (is_busy) => tellBusy(is_busy),
    })
    setMap(made)
    tellMap(made)
    return () => {
      tellMap(undefined)
      made.close()
    }
  }, [])
  useEffect(() => map?.show(images), [map, images])
  useEffect(() => map?.cutAt(cut), [map, cut])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plane needs the outline anew
  useEffect(() => map?.outline(outline), [map, outline, images])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the image, as a pointer does
    <div ref={target} className={classes.view} role="application" aria-label={label} tabIndex={0}>
      <span className={classes.crosshair} aria-hidden />
    </div>
  )
}
