import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import type { Map as MapLibre } from 'maplibre-gl'
import { useMemo, useState } from 'react'
import { type DrawingMode, useDrawing } from '../../map/drawing.ts'
import { isEditable } from '../../map/editing.ts'
import { boundsOf } from '../../map/geometry.ts'
import MapView from '../../map/map-view.tsx'
import { draftLayer } from '../../map/subjects.ts'
import classes from '../new-order/new-order.module.css'
import { TypedPlace } from '../new-order/place.tsx'
import { Step } from '../new-order/step.tsx'
import { useGivenPlace } from '../new-order/use-given-place.ts'

/** The one shape that is drawn, dragged, written down or taken from a file. */
export function useDrawnPlace(before: Geometry | undefined, first_mode: DrawingMode | null = 'polygon') {
  const [geometry, setGeometry] = useState(before)
  const [looked_at, setLookedAt] = useState(before)
  const [mode, setMode] = useState<DrawingMode | null>(before ? null : first_mode)
  const [notes, setNotes] = useState<readonly string[]>([])
  const given = useGivenPlace({ place: geometry }, ({ united, notes: remarks }) => {
    if (!united) return setNotes(['Its areas cannot be united into one'])
    setGeometry(united.place.geometry)
    setLookedAt(united.place.geometry)
    setNotes([...remarks, ...united.notes])
    setMode(null)
  })
  function draw(drawn: Geometry) {
    setGeometry(drawn)
    setNotes([])
    setMode(null)
  }
  function clear() {
    setGeometry(undefined)
    setNotes([])
    setMode(null)
  }
  return { geometry, looked_at, mode, setMode, notes, given, draw, clear }
}

type DrawnPlace = ReturnType<typeof useDrawnPlace>

interface PlaceStepProps {
  place: DrawnPlace
  problem: string | undefined
  /** Says what holds without a place; missing where there must be one. */
  without?: string
}

export function PlaceStep({
  place: { geometry, mode, setMode, notes, given, clear },
  problem,
  without,
}: PlaceStepProps) {
  return (
    <Step title="Where">
      <SegmentedControl
        aria-label="Draw on the map"
        fullWidth
        value={mode ?? ''}
        onChange={(chosen) => setMode(chosen as DrawingMode)}
        data={[
          { value: 'rectangle', label: 'Rectangle' },
          { value: 'polygon', label: 'Polygon' },
        ]}
      />
      <TypedPlace geometry={geometry} given={given} />
      {notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}.
        </Text>
      ))}
      {geometry && mode === null && (
        <Text size="xs" c="dimmed">
          {isEditable(geometry)
            ? 'Drag its corners, or the dots between them for new ones.'
            : 'This area is too intricate to be dragged; change the file instead.'}
        </Text>
      )}
      {without && (
        <Group justify="space-between" gap="xs" mih={26}>
          <Text size="sm" role="status">
            {geometry ? 'Only there' : without}
          </Text>
          {geometry && (
            <Button variant="subtle" size="compact-xs" onClick={clear}>
              Clear
            </Button>
          )}
        </Group>
      )}
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
    </Step>
  )
}

export function PlaceMap({ place: { geometry, looked_at, mode, draw, setMode } }: { place: DrawnPlace }) {
  const [map, setMap] = useState<MapLibre | null>(null)
  useDrawing(map, { mode, shape: geometry, onChange: draw })
  const is_in_hand = mode === null && geometry !== undefined && isEditable(geometry)
  const layers = useMemo(
    () => [draftLayer(geometry && !is_in_hand ? [{ geometry }] : [])],
    [geometry, is_in_hand],
  )
  const fit = useMemo(() => looked_at && boundsOf([looked_at]), [looked_at])
  return (
    <div className={classes.map}>
      <MapView label="Map to draw on" layers={layers} fit={fit} fitZoom={9} onMap={setMap} />
      {mode && <div className={classes.hint}>{hints[mode]}</div>}
      {mode && geometry && (
        <Group style={{ position: 'absolute', bottom: 14, left: 14 }}>
          <Button variant="default" size="compact-sm" onClick={() => setMode(null)}>
            Keep it as it is
          </Button>
        </Group>
      )}
    </div>
  )
}

const hints: Readonly<Record<DrawingMode, string>> = {
  point: '',
  polygon: 'Click the corners of the area; click the first one again to close it',
  rectangle: 'Click one corner, then the opposite one',
}
