import { Text } from '@mantine/core'
import type { ProviderFigures } from '@swath/contract/providers'
import { useQuery } from '@tanstack/react-query'
import { providerFiguresQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { formatDay, formatNumber, formatSpan } from '../../ui/format.ts'
import { Facts, Section } from '../../ui/page.tsx'
import { Answered } from '../../ui/states.tsx'

/** The figures tell what became of the work of a provider, and how long it took. */
export function Figures({ name }: { name: string }) {
  const figures = useQuery(providerFiguresQuery(useSwath(), name))
  return (
    <Section title="The last 30 days">
      <Answered query={figures}>{(found) => <Told of={found} />}</Answered>
    </Section>
  )
}

function Told({ of }: { of: ProviderFigures }) {
  if (of.tasked === 0) return <Text c="dimmed">It was given no captures.</Text>
  return (
    <>
      <Facts
        facts={{
          'Captures given to it': formatNumber(of.tasked),
          Delivered: share(of.delivered, of),
          'Refused by it': share(of.refused, of),
          Failed: share(of.failed, of),
          'Gone to another': share(of.rerouted, of),
          'Half are answered within': duration(of.answer_p50_s),
          '95 % within': duration(of.answer_p95_s),
          'Half are delivered': of.deliver_p50_s !== null && `${duration(of.deliver_p50_s)} after the image`,
          '95 % of them': duration(of.deliver_p95_s),
        }}
      />
      {!of.is_whole && (
        <Text size="sm" c="dimmed" mt="md">
          There are too many to count: these are the newest, since {formatDay(of.from)}.
        </Text>
      )}
    </>
  )
}

const duration = (seconds: number | null) => seconds !== null && formatSpan(seconds)

const share = (count: number, { tasked }: ProviderFigures): string =>
  count === 0 ? '0' : `${formatNumber(count)} (${formatNumber((100 * count) / tasked)}\u00a0%)`
