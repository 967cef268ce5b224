import { ActionIcon, Tooltip } from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import { Maximize, Minus, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { formatNumber } from '../../ui/format.ts'
import type { ImageMap, Spot } from '../../viewer/image-map.ts'
import { ImageView } from '../../viewer/image-view.tsx'
import type { Raster } from '../../viewer/raster.ts'
import classes from './image.module.css'
import { Readout } from './readout.tsx'
import type { Shown } from './use-shown.ts'

interface StageProps {
  label: string
  raster: Raster
  shown: Shown
  outline: Geometry | undefined
}

/** The image, what lies under the pointer, and how near it is looked at. */
export function Stage({ label, raster, shown, outline }: StageProps) {
  const [map, setMap] = useState<ImageMap>()
  const [spot, setSpot] = useState<Spot>()
  const [scale, setScale] = useState<number>()
  const [is_busy, setBusy] = useState(true)
  const is_reading = is_busy || shown.images.length === 0
  return (
    <>
      <ImageView
        label={`${label}. Arrow keys move it, plus and minus zoom.`}
        images={shown.images}
        outline={outline}
        onSpot={setSpot}
        onView={(view) => setScale(view.scale)}
        onBusy={setBusy}
        onMap={setMap}
      />
      {is_reading && <div className={classes.busy} role="status" aria-label="Reading the image" />}
      <Readout raster={raster} look={shown.chosen?.look} spot={spot} />
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
