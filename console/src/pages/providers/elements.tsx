import { Alert, Text } from '@mantine/core'
import type { ConstellationElements, SatelliteElements } from '@swath/contract/planner-provider'
import { useQuery } from '@tanstack/react-query'
import { providerElementsQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { Badge, type Tone } from '../../ui/badges.tsx'
import { formatNumber, formatWord } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

/** The elements of a constellation that Swath plans: how old they are, and how far off its passes may be. */
export function Elements({ name }: { name: string }) {
  const elements = useQuery(providerElementsQuery(useSwath(), name))
  return (
    <Section title="How well its orbits are known" flush>
      <Answered query={elements}>{(found) => <Ages of={found} />}</Answered>
    </Section>
  )
}

function Ages({ of: { satellites, allowed_timing_error_s } }: { of: ConstellationElements }) {
  return (
    <>
      <Warning satellites={satellites} />
      <Table label="Elements" rows={satellites} columns={columns} keyOf={keyOf} />
      <Text size="sm" c="dimmed" p="md">
        Passes that may be off by more than {formatNumber(allowed_timing_error_s)} s are neither offered nor
        planned. The errors are estimated, without manoeuvres.
      </Text>
    </>
  )
}

function Warning({ satellites }: { satellites: readonly SatelliteElements[] }) {
  const count = (state: SatelliteElements['state']) => satellites.filter((one) => one.state === state).length
  const [too_old, old] = [count('too_old'), count('old')]
  if (too_old > 0)
    return (
      <Alert color="red" m="md" title={`Elements of ${ofSatellites(too_old)} are too old`}>
        No pass of {too_old === 1 ? 'it' : 'them'} is offered or planned until the settings have newer ones.
      </Alert>
    )
  if (old === 0) return null
  return (
    <Alert color="yellow" m="md" title={`Elements of ${ofSatellites(old)} become old`}>
      Put newer ones into the settings before passes are too far off.
    </Alert>
  )
}

const ofSatellites = (count: number) => (count === 1 ? 'one satellite' : `${formatNumber(count)} satellites`)

const keyOf = ({ satellite_name, catalog_number }: SatelliteElements) => `${satellite_name} ${catalog_number}`

const tones: Record<SatelliteElements['state'], Tone> = { good: 'good', old: 'partial', too_old: 'bad' }

const columns: readonly Column<SatelliteElements>[] = [
  {
    title: 'Satellite',
    value: ({ satellite_name }) => satellite_name,
    cell: ({ satellite_name }) => (
      <span className="code" style={{ overflowWrap: 'anywhere' }}>
        {satellite_name}
      </span>
    ),
  },
  {
    title: 'They are',
    value: ({ timing_error_s }) => timing_error_s,
    cell: ({ state }) => <Badge tone={tones[state]}>{formatWord(state)}</Badge>,
  },
  {
    title: 'Days old',
    align: 'right',
    value: ({ age_days }) => age_days,
    cell: ({ age_days }) => formatNumber(age_days),
  },
  {
    title: 'May be off by',
    align: 'right',
    value: ({ timing_error_s }) => timing_error_s,
    cell: ({ timing_error_s, along_track_error_km }) =>
      `${formatNumber(timing_error_s)}\u00a0s, ${formatNumber(along_track_error_km)}\u00a0km`,
  },
  {
    title: 'Too old',
    value: ({ too_old_at }) => too_old_at,
    cell: ({ too_old_at }) => <When at={too_old_at} />,
  },
]
