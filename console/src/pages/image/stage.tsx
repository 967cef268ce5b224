import { ActionIcon, Tooltip } from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import { Maximize, Minus, Plus } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { formatNumber } from '../../ui/format.ts'
import type { ImageMap, Spot, ViewNow } from '../../viewer/image-map.ts'
import { ImageView } from '../../viewer/image-view.tsx'
import classes from './image.module.css'
import { Readout } from './readout.tsx'
import { SwipeLine } from './swipe-line.tsx'
import { type Comparison, compared } from './use-comparison.ts'
import type { Shown } from './use-shown.ts'

interface StageProps {
  label: string
  /** Whether it is on its way, and another one is still shown. */
  is_before?: boolean
  shown: Shown
  comparison?: Comparison
  /** The names of the image and of the one it is compared with. */
  names?: readonly [string, string | undefined]
  outline: Geometry | undefined
  onView?: (view: ViewNow) => void
}

/** The image, what lies under the pointer, and how near it is looked at. */
export function Stage({ label, is_before = false, shown, outline, onView, ...props }: StageProps) {
  const [map, setMap] = useState<ImageMap>()
  const [spot, setSpot] = useState<Spot>()
  const [scale, setScale] = useState<number>()
  const [is_busy, setBusy] = useState(true)
  const comparison = shown.second && props.comparison
  const images = useMemo(
    () => (shown.second && comparison ? compared(shown.images, shown.second, comparison) : shown.images),
    [shown, comparison],
  )
  const is_reading = is_busy || is_before || shown.images.length === 0
  return (
    <>
      <ImageView
        label={`${label}. Arrow keys move it, plus and minus zoom.`}
        images={images}
        cut={comparison?.cut}
        outline={outline}
        onSpot={setSpot}
        onView={(view) => {
          setScale(view.scale)
          onView?.(view)
        }}
        onBusy={setBusy}
        onMap={setMap}
      />
      {is_reading && <div className={classes.busy} role="status" aria-label="Reading the image" />}
      {comparison && <Beside comparison={comparison} names={props.names} />}
      {spot && <Readout spot={spot} />}
      <div className={classes.zoom} data-ready={!is_reading || undefined}>
        <ZoomButton label="Zoom in" onClick={() => map?.zoomBy(2)}>
          <Plus size={17} aria-hidden />
        </ZoomButton>
        <ZoomButton label="Zoom out" onClick={() => map?.zoomBy(1 / 2)}>
          <Minus size={17} aria-hidden />
        </ZoomButton>
        <ZoomButton label="The whole image" onClick={() => map?.fit()}>
          <Maximize size={16} aria-hidden />
        </ZoomButton>
        <ZoomButton
          label="1:1"
          about="Each pixel of the image as one of the screen"
          onClick={() => map?.zoomTo(1)}
        >
          <span className={classes.one}>1:1</span>
        </ZoomButton>
        {scale !== undefined && (
          <output className={classes.scale} aria-label="Zoom">
            {formatNumber(scale * 100, scale < 0.1 ? 1 : 0)} %
          </output>
        )}
      </div>
    </>
  )
}

/** The line between two images, and their names. */
function Beside({ comparison, names }: { comparison: Comparison; names: StageProps['names'] }) {
  const { mode, cut, setCut, is_other } = comparison
  return (
    <>
      {mode === 'swipe' && <SwipeLine cut={cut} onChange={setCut} />}
      {names?.[1] && (
        <div className={classes.names}>
          <span data-shown={mode !== 'flicker' || !is_other || undefined}>{names[0]}</span>
          <span data-shown={mode !== 'flicker' || is_other || undefined}>{names[1]}</span>
        </div>
      )}
    </>
  )
}

function ZoomButton(props: { label: string; about?: string; onClick: () => void; children: ReactNode }) {
  const { label, about = label, onClick, children } = props
  return (
    <Tooltip label={about} position="left">
      <ActionIcon variant="default" size={36} aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
