import { Alert, Button, Group, SegmentedControl, Text } from '@mantine/core'
import type { RestrictedAreaInput } from '@swath/client/restricted-areas'
import type { Geometry } from '@swath/contract/geometry'
import type { RestrictedArea } from '@swath/contract/restricted-areas'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Map as MapLibre } from 'maplibre-gl'
import { useMemo, useState } from 'react'
import { useAction } from '../data/actions.ts'
import { restrictedAreaQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { type DrawingMode, useDrawing } from '../map/drawing.ts'
import { isEditable } from '../map/editing.ts'
import { boundsOf } from '../map/geometry.ts'
import MapView from '../map/map-view.tsx'
import { draftLayer } from '../map/subjects.ts'
import { Form, problemAt } from '../ui/form.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { usePageTitle } from '../ui/page.tsx'
import { Answered } from '../ui/states.tsx'
import classes from './new-order/new-order.module.css'
import { TypedPlace } from './new-order/place.tsx'
import { Step } from './new-order/step.tsx'
import { useFileDrop, useGivenPlace } from './new-order/use-given-place.ts'
import { type AreaDraft, RuleFields } from './restricted-areas/rule-fields.tsx'

/** A restricted area, drawn on the map: `new` is none that there is. */
export default function RestrictedAreaPage() {
  const { area_id } = useParams({ from: '/signed-in/restricted-areas/$area_id' })
  const is_new = area_id === 'new'
  const area = useQuery({ ...restrictedAreaQuery(useSwath(), area_id), enabled: !is_new })
  if (is_new) return <Editing before={undefined} />
  return <Answered query={area}>{(found) => <Editing key={area_id} before={found} />}</Answered>
}

const fresh: AreaDraft = { name: '', reason: '', rule: 'refuse', except_organisation_ids: [] }

function Editing({ before }: { before: RestrictedArea | undefined }) {
  const title = before ? before.name : 'Restrict an area'
  usePageTitle(title)
  const [draft, setDraft] = useState<AreaDraft>(before ?? fresh)
  const place = useDrawnPlace(before?.geometry)
  const navigate = useNavigate()
  const saving = useAction((swath, area: RestrictedAreaInput) => save(swath, before, area), {
    changes: ['restricted_areas'],
    says: ({ name }) => `${name} is restricted, for what is ordered from now on.`,
    done: () => void navigate({ to: '/restricted-areas' }),
  })
  const { geometry } = place
  function submit() {
    const { name, reason, rule, except_organisation_ids } = draft
    if (geometry) saving.mutate({ name, reason, rule, except_organisation_ids, geometry })
  }
  return (
    <div className={classes.page} {...useFileDrop(place.given.takeFile)}>
      <div className={classes.panel}>
        <h1>{title}</h1>
        <Form
          act={before ? 'Save' : 'Restrict the area'}
          fails="Not saved"
          sending={saving}
          onSubmit={submit}
          cancel={
            <LinkButton to="/restricted-areas" variant="default">
              Back
            </LinkButton>
          }
        >
          <PlaceStep place={place} problem={problemAt(saving.error, '/geometry')} />
          <Step title="What holds there">
            <RuleFields
              draft={draft}
              change={(changed) => setDraft((now) => ({ ...now, ...changed }))}
              error={saving.error}
            />
          </Step>
          {!geometry && <Text c="dimmed">Draw the area first, or write it down.</Text>}
        </Form>
      </div>
      <PlaceMap place={place} />
    </div>
  )
}

type Swath = ReturnType<typeof useSwath>

function save({ restrictedAreas }: Swath, before: RestrictedArea | undefined, area: RestrictedAreaInput) {
  return before ? restrictedAreas.replace(before.area_id, area) : restrictedAreas.create(area)
}

/** The one shape that is drawn, dragged, written down or taken from a file. */
function useDrawnPlace(before: Geometry | undefined) {
  const [geometry, setGeometry] = useState(before)
  const [looked_at, setLookedAt] = useState(before)
  const [mode, setMode] = useState<DrawingMode | null>(before ? null : 'polygon')
  const [notes, setNotes] = useState<readonly string[]>([])
  const given = useGivenPlace(geometry, ({ united, notes: remarks }) => {
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
  return { geometry, looked_at, mode, setMode, notes, given, draw }
}

type DrawnPlace = ReturnType<typeof useDrawnPlace>

interface PlaceStepProps {
  place: DrawnPlace
  problem: string | undefined
}

function PlaceStep({ place: { geometry, mode, setMode, notes, given }, problem }: PlaceStepProps) {
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
      {problem && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
    </Step>
  )
}

function PlaceMap({ place: { geometry, looked_at, mode, draw, setMode } }: { place: DrawnPlace }) {
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
