import { ActionIcon, Button, Group, Popover, Radio, Stack, Switch, Text, Tooltip } from '@mantine/core'
import { Layers, Ruler } from 'lucide-react'
import { formatArea, formatNumber } from '../ui/format.ts'
import type { Scheme } from './basemap.ts'
import { basemaps, own_basemap } from './basemaps.ts'
import { draftColours, itemColour, toneColours } from './layers.ts'
import classes from './map-tools.module.css'
import type { useMeasure } from './use-measure.ts'

interface MapToolsProps {
  scheme: Scheme
  basemap: string
  setBasemap: (name: string) => void
  has_grid: boolean
  setGrid: (has_grid: boolean) => void
  is_measuring: boolean
  setMeasuring: (is_measuring: boolean) => void
}

/** A choice of what lies below the orders, a legend of the colours, and a ruler. */
export function MapTools(props: MapToolsProps) {
  const { is_measuring, setMeasuring } = props
  return (
    <div className={classes.tools} role="toolbar" aria-label="Tools of the map">
      <Popover position="bottom-end" shadow="md" width={236} trapFocus>
        <Popover.Target>
          <ActionIcon variant="default" size={32} aria-label="Map and legend">
            <Layers size={17} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown aria-label="Map and legend" className={classes.choices}>
          <Choices {...props} />
          <Legend scheme={props.scheme} />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label="Measure distances and areas" position="left">
        <ActionIcon
          variant={is_measuring ? 'filled' : 'default'}
          size={32}
          aria-label="Measure"
          aria-pressed={is_measuring}
          onClick={() => setMeasuring(!is_measuring)}
        >
          <Ruler size={17} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

function Choices({ basemap, setBasemap, has_grid, setGrid }: MapToolsProps) {
  return (
    <Stack gap="sm" mb="md">
      {basemaps.length > 0 && (
        <Radio.Group label="Basemap" value={basemap} onChange={setBasemap}>
          <Stack gap={6} mt={6}>
            {[own_basemap, ...basemaps.map(({ name }) => name)].map((name) => (
              <Radio key={name} value={name} label={name} size="xs" />
            ))}
          </Stack>
        </Radio.Group>
      )}
      <Switch
        size="xs"
        label="Grid with degrees"
        checked={has_grid}
        onChange={(event) => setGrid(event.currentTarget.checked)}
      />
    </Stack>
  )
}

function Legend({ scheme }: { scheme: Scheme }) {
  const { active, good, partial, bad, neutral } = toneColours[scheme]
  const states = [
    [active, 'In progress'],
    [good, 'Fulfilled'],
    [partial, 'Partially fulfilled, unfulfilled'],
    [bad, 'Failed, rejected'],
    [neutral, 'Received, canceled'],
  ] as const
  return (
    <>
      <Text fw={560} size="sm" component="h2" mb={6}>
        Legend
      </Text>
      <ul className={classes.legend}>
        {states.map(([colour, words]) => (
          <li key={words}>
            <Swatch shape="dot" colour={colour} /> {words}
          </li>
        ))}
        <li>
          <Swatch shape="ring" colour={good} /> Several orders, by state
        </li>
        <li>
          <Swatch shape="box" colour={draftColours(scheme).line} /> Footprint of a capture
        </li>
        <li>
          <Swatch shape="box" colour={itemColour(scheme)} /> Image of the archive
        </li>
      </ul>
    </>
  )
}

function Swatch({ shape, colour }: { shape: 'dot' | 'ring' | 'box'; colour: string }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {shape === 'dot' && <circle cx="8" cy="8" r="5" fill={colour} />}
      {shape === 'ring' && <circle cx="8" cy="8" r="5.5" fill="none" stroke={colour} strokeWidth="3" />}
      {shape === 'box' && (
        <rect
          x="2"
          y="3"
          width="12"
          height="10"
          fill={colour}
          fillOpacity="0.15"
          stroke={colour}
          strokeWidth="1.5"
        />
      )}
    </svg>
  )
}

interface MeasureCardProps {
  measure: ReturnType<typeof useMeasure>
  end: () => void
}

/** Says how long and how large; without a pointer the middle of the view is taken. */
export function MeasureCard({ measure, end }: MeasureCardProps) {
  const { places, length_km, area_km2, addMiddle, undo } = measure
  return (
    <section className={classes.card} aria-label="Measure">
      <Text component="p" role="status" size="sm" fw={560} className={classes.figures}>
        {places.length < 2 ? 'Click two points or more' : formatLength(length_km)}
        {area_km2 > 0 && ` · encloses ${formatArea(area_km2)}`}
      </Text>
      <Group gap={6} mt={6}>
        <Button size="compact-xs" variant="default" onClick={addMiddle}>
          Take the middle
        </Button>
        <Button size="compact-xs" variant="default" onClick={undo} disabled={places.length === 0}>
          Undo
        </Button>
        <Button size="compact-xs" variant="light" onClick={end}>
          Done
        </Button>
      </Group>
    </section>
  )
}

const formatLength = (km: number): string =>
  km < 1 ? `${formatNumber(km * 1000, 0)} m` : `${formatNumber(km, km < 100 ? 2 : 0)} km`
