import { Alert, Button, Group, Text } from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import { useMemo, useState } from 'react'
import { DrawingHint } from '../../map/drawing-hint.tsx'
import type { DrawingMode } from '../../map/editor.ts'
import { areaKm2, boundsOf } from '../../map/geometry.ts'
import MapView from '../../map/map-view.tsx'
import { DrawingModes, ShapeTools } from '../../map/shape-tools.tsx'
import { draftLayer } from '../../map/subjects.ts'
import { useShapeDrawing } from '../../map/use-shape-drawing.ts'
import { formatArea } from '../../ui/format.ts'
import classes from '../new-order/new-order.module.css'
import { TypedPlace } from '../new-order/place.tsx'
import { Step } from '../new-order/step.tsx'
import { useGivenPlace } from '../new-order/use-given-place.ts'

/** The one shape that is drawn, dragged, written down or taken from a file. */
export function useDrawnPlace(before: Geometry | undefined, first_mode: DrawingMode | null = 'polygon') {
  const [geometry, setGeometry] = useState(before)
  const [looked_at, setLookedAt] = useState(before)
  const [notes, setNotes] = useState<readonly string[]>([])
  const drawing = useShapeDrawing(geometry, before ? null : first_mode, (drawn) => {
    setGeometry(drawn)
    setNotes([])
  })
  const given = useGivenPlace({ place: geometry }, ({ united, notes: remarks }) => {
    if (!united) return setNotes(['Its areas cannot be united into one'])
    setGeometry(united.place.geometry)
    setLookedAt(united.place.geometry)
    setNotes([...remarks, ...united.notes])
    drawing.rest()
  })
  function clear() {
    setGeometry(undefined)
    setNotes([])
    drawing.rest()
  }
  return { geometry, looked_at, notes, given, drawing, clear }
}

type DrawnPlace = ReturnType<typeof useDrawnPlace>

interface PlaceStepProps {
  place: DrawnPlace
  problem: string | undefined
  /** Says what holds without a place; missing where there must be one. */
  without?: string
}

export function PlaceStep({
  place: { geometry, notes, given, drawing, clear },
  problem,
  without,
}: PlaceStepProps) {
  return (
    <Step title="Where">
      <DrawingModes drawing={drawing} modes={['rectangle', 'polygon']} />
      <TypedPlace geometry={geometry} given={given} />
      {notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}.
        </Text>
      ))}
      <ShapeTools shape={geometry} drawing={drawing} />
      <Group justify="space-between" gap="xs" mih={26}>
        <Text size="sm" role="status">
          {geometry ? (
            <>
              {without && 'Only there, '}
              <span className="number">{formatArea(areaKm2(geometry))}</span>
            </>
          ) : (
            without
          )}
        </Text>
        {without && geometry && (
          <Button variant="subtle" size="compact-xs" onClick={clear}>
            Clear
          </Button>
        )}
      </Group>
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
    </Step>
  )
}

export function PlaceMap({ place: { geometry, looked_at, drawing } }: { place: DrawnPlace }) {
  const { is_in_hand } = drawing
  const layers = useMemo(
    () => [draftLayer(geometry && !is_in_hand ? [{ geometry }] : [])],
    [geometry, is_in_hand],
  )
  const fit = useMemo(() => looked_at && boundsOf([looked_at]), [looked_at])
  return (
    <div className={classes.map}>
      <MapView label="Map to draw on" layers={layers} fit={fit} fitZoom={16} onMap={drawing.setMap} />
      <DrawingHint {...drawing} />
    </div>
  )
}
