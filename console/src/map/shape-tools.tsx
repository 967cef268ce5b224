import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import type { Geometry } from '@swath/contract/geometry'
import { SquareMinus, SquarePlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { isEditable } from './editing.ts'
import type { DrawingMode } from './editor.ts'
import type { ShapeDrawing } from './use-shape-drawing.ts'

const labels: Readonly<Record<DrawingMode, string>> = {
  point: 'Point',
  rectangle: 'Rectangle',
  polygon: 'Polygon',
}

interface ModesProps {
  drawing: ShapeDrawing
  modes: readonly DrawingMode[]
}

/** The ways in which a shape is drawn. */
export function DrawingModes({ drawing: { mode, purpose, draw }, modes }: ModesProps) {
  const offered = purpose === 'replace' ? modes : modes.filter((one) => one !== 'point')
  return (
    <SegmentedControl
      aria-label="Draw on the map"
      fullWidth
      size="sm"
      value={mode ?? ''}
      onChange={(chosen) => draw(chosen as DrawingMode)}
      data={offered.map((value) => ({ value, label: labels[value] }))}
    />
  )
}

interface ShapeToolsProps {
  shape: Geometry | undefined
  drawing: ShapeDrawing
  /** More of what can be done with it. */
  children?: ReactNode
}

/** For a shape that is there: how it is edited, and drawing of what is added to it or cut out of it. */
export function ShapeTools({ shape, drawing, children }: ShapeToolsProps) {
  if (!shape || drawing.mode !== null) return null
  if (shape.type === 'Point') return <Group gap={6}>{children}</Group>
  return (
    <>
      <Group gap={6}>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<SquarePlus size={13} aria-hidden />}
          onClick={() => drawing.begin('add')}
        >
          Add an area
        </Button>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<SquareMinus size={13} aria-hidden />}
          onClick={() => drawing.begin('cut')}
        >
          Cut out
        </Button>
        {children}
      </Group>
      {drawing.problem && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {drawing.problem}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {isEditable(shape) ? how_to_edit : too_intricate}
      </Text>
    </>
  )
}

const how_to_edit =
  'Drag its corners, or the dots between them for new ones. A right click, or Delete while you point at it, takes a corner out.'
const too_intricate =
  'This area has too many corners to be dragged, or lies around a pole; change the file instead.'
