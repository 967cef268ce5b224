import { Text } from '@mantine/core'
import type { OddsReliability } from '@swath/contract/odds'
import { useQuery } from '@tanstack/react-query'
import { oddsReliabilityQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatDay, formatNumber } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

type Bin = OddsReliability['bins'][number]

/** Whether as many skies were clear as customers were told. */
export function Odds() {
  const reliability = useQuery(oddsReliabilityQuery(useSwath()))
  return (
    <Section title="Odds of a clear sky, and what came">
      <Answered query={reliability}>{(found) => <Told of={found} />}</Answered>
    </Section>
  )
}

function Told({ of }: { of: OddsReliability }) {
  if (of.images === 0) return <Text c="dimmed">No image of the last year has told its clouds yet.</Text>
  return (
    <>
      <Text size="sm" mb="sm">
        Of {formatNumber(of.images)} images since {formatDay(of.from)}, {percent(of.clear_share)} were within
        their cloud limit; the climate foretells {percent(of.foretold_share)}.
      </Text>
      <Table
        label="Odds of a clear sky, and what came"
        rows={of.bins.filter(({ images }) => images > 0)}
        columns={columns}
        keyOf={({ from }) => String(from)}
      />
    </>
  )
}

const columns: Column<Bin>[] = [
  { title: 'Likely to be clear', cell: ({ from, to }) => `${percent(from)} to ${percent(to)}` },
  { title: 'Images', align: 'right', cell: ({ images }) => formatNumber(images) },
  { title: 'Foretold', align: 'right', speaks: true, cell: (bin) => percent(bin.foretold_share) },
  { title: 'Clear', align: 'right', speaks: true, cell: (bin) => percent(bin.clear_share) },
]

const percent = (share: number | null) => (share === null ? '–' : `${formatNumber(100 * share)}\u00a0%`)
