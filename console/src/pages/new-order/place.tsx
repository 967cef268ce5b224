import {
  ActionIcon,
  Button,
  FileButton,
  Group,
  SegmentedControl,
  Text,
  Textarea,
  useCombobox,
} from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import type { Place } from '@swath/places/place'
import { geoJSONToWkt } from 'betterknown'
import { Redo2, Undo2, Upload } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react'
import { areaKm2, centreOf, ringsOf } from '../../map/geometry.ts'
import { DrawingModes, ShapeTools } from '../../map/shape-tools.tsx'
import type { ShapeDrawing } from '../../map/use-shape-drawing.ts'
import { useFollowing } from '../../ui/following.ts'
import { formatArea, formatPosition } from '../../ui/format.ts'
import type { AreaChoices } from './area-choices.ts'
import { onlyGeometry } from './draft.ts'
import { SaveArea } from './save-area.tsx'
import { Step } from './step.tsx'
import { Suggestions } from './suggestions.tsx'
import type { PlaceHistory, Whereabouts } from './use-draft.ts'
import type { GivenPlace } from './use-given-place.ts'
import { type KeptAreas, most_areas } from './use-kept-areas.ts'

interface PlaceProps {
  where: Whereabouts
  choose: (places: readonly Place[]) => void
  clear: () => void
  history: PlaceHistory
  given: GivenPlace
  drawing: ShapeDrawing
  kept: KeptAreas
}

/** By drawing, by typing, or from a file. */
export function PlaceFields({ where, choose, clear, history, given, drawing, kept }: PlaceProps) {
  const geometry = onlyGeometry(where.places)
  return (
    <Step title="Where">
      <DrawingModes drawing={drawing} modes={['point', 'rectangle', 'polygon']} />
      <TypedPlace geometry={geometry} given={given} />
      {where.areas && <Areas areas={where.areas} places={where.places} choose={choose} />}
      <Group justify="space-between" gap="xs" mih={26}>
        <Text size="sm" role="status">
          {where.places.length > 1 && `${where.places.length} places, an order each`}
          {geometry && (
            <>
              {geometry.type === 'Point' ? 'Point' : 'Area'} at{' '}
              <span className="number">{formatPosition(centreOf(geometry))}</span>
              {geometry.type !== 'Point' && (
                <>
                  , <span className="number">{formatArea(areaKm2(geometry))}</span>
                </>
              )}
            </>
          )}
        </Text>
        <Group gap={4}>
          <HistoryButtons history={history} />
          {where.places.length > 0 && (
            <Button variant="subtle" size="compact-xs" onClick={clear}>
              Clear
            </Button>
          )}
        </Group>
      </Group>
      {kept.are_cut && (
        <Text component="p" role="note" size="xs" c="dimmed">
          Only the {most_areas} kept areas of this view that were changed last are on the map. Zoom in to see
          the others, or type a name.
        </Text>
      )}
      <ShapeTools shape={geometry} drawing={drawing}>
        <SaveArea place={where.places[0]} />
      </ShapeTools>
    </Step>
  )
}

interface AreasProps extends Pick<PlaceProps, 'choose'> {
  areas: AreaChoices
  places: readonly Place[]
}

/** Tells the result of reading a file, and asks what several areas in it are to become. */
function Areas({ areas: { notes, united, each }, places, choose }: AreasProps) {
  const is_each = places === each?.places
  return (
    <>
      {united && each && (
        <SegmentedControl
          aria-label="Areas of the file"
          fullWidth
          size="sm"
          value={is_each ? 'each' : 'united'}
          onChange={(chosen) => choose(chosen === 'each' ? each.places : [united.place])}
          data={[
            { value: 'united', label: 'One order' },
            { value: 'each', label: `${each.places.length} orders, one each` },
          ]}
        />
      )}
      {[...notes, ...((is_each ? each : united)?.notes ?? [])].map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}.
        </Text>
      ))}
    </>
  )
}

function HistoryButtons({ history: { undo, redo } }: { history: PlaceHistory }) {
  if (!undo && !redo) return null
  return (
    <>
      <ActionIcon variant="subtle" size="sm" aria-label="Undo" disabled={!undo} onClick={undo}>
        <Undo2 size={15} />
      </ActionIcon>
      <ActionIcon variant="subtle" size="sm" aria-label="Redo" disabled={!redo} onClick={redo}>
        <Redo2 size={15} />
      </ActionIcon>
    </>
  )
}

/** The place in words is the place on the map: whoever cannot drag its corners changes them here. */
export function TypedPlace({ geometry, given }: { geometry: Geometry | undefined; given: GivenPlace }) {
  const told = textOf(geometry)
  const [text, setText] = useFollowing(told)
  const [is_typing, setTyping] = useState(false)
  const combobox = useCombobox()
  function submit(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    // It is for the suggestion that the arrows have come to.
    if (combobox.getSelectedOptionIndex() >= 0) return
    setTyping(false)
    if (text.trim() !== '') given.takeText(text)
  }
  const field = (
    <Textarea
      aria-label="Place"
      placeholder={
        given.takes_names
          ? 'Kept area or city; latitude, longitude; WKT'
          : 'Latitude, longitude; WKT, GeoJSON or KML'
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        setTyping(true)
      }}
      onKeyDown={submit}
      onPaste={(event) => takePasted(event, given)}
      onFocus={() => setTyping(true)}
      onBlur={() => setTyping(false)}
      {...(text === told ? {} : { description: 'Enter takes it' })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={given.problem}
      autosize
      minRows={1}
      maxRows={6}
      flex={1}
    />
  )
  return (
    <Group gap={8} align="flex-start" wrap="nowrap">
      {given.takes_names ? (
        <Suggestions
          combobox={combobox}
          text={is_typing && (text === '' || text !== told) ? text : undefined}
          onChoose={(place, name) => {
            setText(name)
            setTyping(false)
            if (typeof place === 'string') given.takeText(place)
            else given.takePlace(place)
          }}
        >
          {field}
        </Suggestions>
      ) : (
        field
      )}
      <FileChoice given={given} />
    </Group>
  )
}

/** Files that were copied are given; a text from a table of Office comes with a picture of itself. */
function takePasted(event: ClipboardEvent, given: GivenPlace) {
  const files = [...event.clipboardData.files]
  const is_text =
    event.clipboardData.getData('text') !== '' && files.every(({ type }) => type.startsWith('image/'))
  if (files.length === 0 || is_text) return
  event.preventDefault()
  given.takeFiles(files)
}

function FileChoice({ given }: { given: GivenPlace }) {
  // Or the same file could not be chosen again once it is mended.
  const forget = useRef<() => void>(null)
  return (
    <FileButton
      multiple
      accept=".geojson,.geojsonl,.geojsons,.ndjson,.json,.kml,.kmz,.zip,.gpkg,.fgb,.gpx,.shp,.dbf,.prj,.cpg,.wkt,.txt"
      resetRef={forget}
      onChange={(files) => {
        if (files.length > 0) given.takeFiles(files)
        forget.current?.()
      }}
    >
      {(props) => (
        <Button
          {...props}
          variant="default"
          loading={given.is_reading}
          leftSection={<Upload size={15} aria-hidden />}
        >
          File
        </Button>
      )}
    </FileButton>
  )
}

/** As it can be read again; nothing of what is too long for anybody to edit. */
function textOf(geometry: Geometry | undefined): string {
  if (!geometry || ringsOf(geometry).flat().length > 200) return ''
  if (geometry.type !== 'Point') return geoJSONToWkt(geometry as Parameters<typeof geoJSONToWkt>[0])
  const [lon, lat] = geometry.coordinates
  return `${lat}, ${lon}`
}
