import { Group, SegmentedControl, Select } from '@mantine/core'
import { bandsIn, type Look } from '../../viewer/look.ts'
import type { RasterFacts } from '../../viewer/raster-file.ts'

interface OwnBandsProps {
  facts: RasterFacts
  look: Look
  onChange: (look: Look) => void
}

const kinds = { colours: 'Colours', grey: 'One band', difference: 'Index' } as const
const roles = { colours: ['Red', 'Green', 'Blue'], grey: ['Band'], difference: ['A', 'B'] } as const

/** Any bands as colours, one as grey, or (A - B) / (A + B) of two. */
export function OwnBands({ facts: { bands }, look, onChange }: OwnBandsProps) {
  const data = bands.map((name, band) => ({ value: String(band), label: name }))
  const chosen = bandsIn(look)
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="What is made of bands"
        data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
        value={look.kind}
        onChange={(kind) => onChange(lookOf(kind as Look['kind'], chosen, bands.length))}
      />
      <Group gap={8} grow wrap="nowrap">
        {roles[look.kind].map((role, at) => (
          <Select
            key={role}
            size="xs"
            label={role}
            data={data}
            value={String(chosen[at])}
            allowDeselect={false}
            onChange={(band) => onChange(lookOf(look.kind, chosen.with(at, Number(band)), bands.length))}
          />
        ))}
      </Group>
    </>
  )
}

/** A channel that is not chosen yet is the next band. */
function lookOf(kind: Look['kind'], chosen: readonly number[], count: number): Look {
  const [a, b, c] = [0, 1, 2].map((at) => chosen[at] ?? at % count) as [number, number, number]
  if (kind === 'grey') return { kind, band: a }
  return kind === 'difference' ? { kind, bands: [a, b] } : { kind, bands: [a, b, c] }
}
