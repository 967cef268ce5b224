import type { Deliverable } from '@swath/contract/deliverables'
import type { Geometry } from '@swath/contract/geometry'
import { useQuery } from '@tanstack/react-query'
import type { Map as MapLibre } from 'maplibre-gl'
import { useMemo, useState } from 'react'
import { orderQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { useDrawing } from '../../map/drawing.ts'
import { boundsOf } from '../../map/geometry.ts'
import MapView from '../../map/map-view.tsx'
import { imagesOf } from '../../map/subjects.ts'

interface DrawnMapProps {
  deliverable: Deliverable
  value: Geometry | undefined
  onChange: (drawn: Geometry) => void
}

/** The image of a deliverable, to draw on. */
export default function DrawnMap({ deliverable, value, onChange }: DrawnMapProps) {
  const [map, setMap] = useState<MapLibre | null>(null)
  useDrawing(map, { mode: value ? null : 'polygon', shape: value, onChange })
  const order = useQuery(orderQuery(useSwath(), deliverable.order_id)).data
  const images = useMemo(() => imagesOf([deliverable]), [deliverable])
  return (
    <MapView
      label="The image, to mark what is wrong with it"
      layers={none}
      images={images}
      fit={order && boundsOf([order.geometry])}
      onMap={setMap}
    />
  )
}

const none: never[] = []
