import { Text } from '@mantine/core'
import type { KeptPromises, OddsReliability } from '@swath/contract/odds'
import { useQuery } from '@tanstack/react-query'
import { oddsReliabilityQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatDay, formatNumber } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'

/** Whether as many skies were clear as the climate foretells, and as customers were told. */
export function Odds() {
  const reliability = useQuery(oddsReliabilityQuery(useSwath()))
  return (
    <>
      <Section title={skies_title}>
        <Answered query={reliability}>{(found) => <Skies of={found} />}</Answered>
      </Section>
      <Section title={promises_title}>
        <Answered query={reliability}>{({ promises }) => <Promises of={promises} />}</Answered>
      </Section>
    </>
  )
}

const skies_title = 'Odds of a clear sky, and what came'
const promises_title = 'Odds that customers were told, and what came'

function Skies({ of }: { of: OddsReliability }) {
  if (of.images === 0) return <Text c="dimmed">No image of the last year has told its clouds yet.</Text>
  return (
    <>
      <Text size="sm" mb="sm">
        Of {formatNumber(of.images)} images since {formatDay(of.from)}, {percent(of.clear_share)} were within
        their cloud limit; the climate foretells {percent(of.foretold_share)}.
      </Text>
      <Table
        label={skies_title}
        rows={of.bins.filter(({ images }) => images > 0)}
        columns={sky_columns}
        keyOf={({ from }) => String(from)}
      />
    </>
  )
}

const sky_columns: Column<OddsReliability['bins'][number]>[] = [
  { title: 'Likely to be clear', cell: (bin) => spanOf(bin) },
  { title: 'Images', align: 'right', cell: ({ images }) => formatNumber(images) },
  { title: 'Foretold', align: 'right', speaks: true, cell: (bin) => percent(bin.foretold_share) },
  { title: 'Clear', align: 'right', speaks: true, cell: (bin) => percent(bin.clear_share) },
]

const bases: Record<KeptPromises['basis'], string> = {
  climate: 'By the climate',
  forecast: 'By a forecast',
  provider: 'By the provider',
}

function Promises({ of }: { of: readonly KeptPromises[] }) {
  if (of.length === 0)
    return (
      <Text c="dimmed">No order of the last year was analysed before, has seen a sky, and is over yet.</Text>
    )
  return (
    <>
      {of.map(({ basis, orders, promised_share, kept_share }) => (
        <Text key={basis} size="sm" mb="sm">
          {bases[basis]}: of {formatNumber(orders)} {orders === 1 ? 'order' : 'orders'}, {percent(kept_share)}{' '}
          had a clear image in time; customers were told {percent(promised_share)}.
        </Text>
      ))}
      <Table
        label={promises_title}
        rows={of.flatMap(({ basis, bins }) =>
          bins.filter(({ orders }) => orders > 0).map((bin) => ({ basis, ...bin })),
        )}
        columns={promise_columns}
        keyOf={({ basis, from }) => `${basis} ${from}`}
      />
    </>
  )
}

type PromiseRow = KeptPromises['bins'][number] & Pick<KeptPromises, 'basis'>

const promise_columns: Column<PromiseRow>[] = [
  { title: 'Odds', cell: ({ basis, ...bin }) => `${bases[basis]}, ${spanOf(bin)}` },
  { title: 'Orders', align: 'right', cell: ({ orders }) => formatNumber(orders) },
  { title: 'Promised', align: 'right', cell: (bin) => percent(bin.promised_share) },
  { title: 'Kept', align: 'right', cell: (bin) => percent(bin.kept_share) },
]

const spanOf = ({ from, to }: { from: number; to: number }) => `${percent(from)} to ${percent(to)}`
const percent = (share: number | null) => (share === null ? '–' : `${formatNumber(100 * share)}\u00a0%`)
