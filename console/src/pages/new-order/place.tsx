import { Button, FileButton, Group, SegmentedControl, Text, TextInput } from '@mantine/core'
import { Upload } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { DrawingMode } from '../../map/drawing.ts'
import { centreOf } from '../../map/geometry.ts'
import { readGeometry } from '../../map/read-geometry.ts'
import { formatPosition } from '../../ui/format.ts'
import { messageOf } from '../../ui/states.tsx'
import type { Draft } from './draft.ts'
import { Step } from './step.tsx'
import type { ChangeDraft } from './use-draft.ts'

interface PlaceProps {
  draft: Draft
  change: ChangeDraft
  mode: DrawingMode | null
  setMode: (mode: DrawingMode | null) => void
}

const most_bytes = 5_000_000

/** By drawing, by typing, or from a file. */
export function PlaceFields({ draft, change, mode, setMode }: PlaceProps) {
  const [problem, setProblem] = useState<string>()
  function take(text: string) {
    try {
      change({ geometry: readGeometry(text) })
      setProblem(undefined)
      setMode(null)
    } catch (error) {
      setProblem(messageOf(error))
    }
  }
  return (
    <Step title="Where">
      <SegmentedControl
        aria-label="Draw on the map"
        fullWidth
        size="sm"
        value={mode ?? ''}
        onChange={(chosen) => setMode(chosen as DrawingMode)}
        data={[
          { value: 'point', label: 'Point' },
          { value: 'rectangle', label: 'Rectangle' },
          { value: 'polygon', label: 'Polygon' },
        ]}
      />
      <TypedPlace take={take} problem={problem} />
      {draft.geometry && (
        <Group justify="space-between" gap="xs">
          <Text size="sm" role="status">
            {draft.geometry.type === 'Point' ? 'Point' : 'Area'} at{' '}
            <span className="number">{formatPosition(centreOf(draft.geometry))}</span>
          </Text>
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => {
              change({ geometry: undefined, outcome_id: undefined })
              setMode('point')
            }}
          >
            Clear
          </Button>
        </Group>
      )}
    </Step>
  )
}

function TypedPlace({ take, problem }: { take: (text: string) => void; problem: string | undefined }) {
  const [text, setText] = useState('')
  const [too_large, setTooLarge] = useState<string>()
  function submit(event: FormEvent) {
    event.preventDefault()
    if (text.trim() !== '') take(text)
  }
  async function read(file: File | null) {
    if (!file) return
    setTooLarge(file.size > most_bytes ? `${file.name} is larger than 5 MB.` : undefined)
    if (file.size <= most_bytes) take(await file.text())
  }
  return (
    <form onSubmit={submit}>
      <Group gap={8} align="flex-start" wrap="nowrap">
        <TextInput
          aria-label="Place"
          placeholder="Latitude, longitude; WKT or GeoJSON"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={too_large ?? problem}
          flex={1}
        />
        <FileButton accept=".geojson,.json,.kml,.wkt,.txt" onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<Upload size={15} aria-hidden />}>
              File
            </Button>
          )}
        </FileButton>
      </Group>
    </form>
  )
}
