import { CloseButton } from '@mantine/core'
import type { Consumption } from '@swath/contract/consumption'
import type { Deliverable } from '@swath/contract/deliverables'
import { Link } from '@tanstack/react-router'
import { PackageOpen } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useListing } from '../../data/lists.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { formatMoney, formatNumber, formatTime } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { useChange } from './choices.tsx'
import classes from './consumption.module.css'
import { CsvButton } from './csv-button.tsx'
import {
  type ConsumptionSearch,
  type Division,
  filterOfPeriod,
  filterOfSum,
  formatUnit,
  nameOf,
  type Period,
  periodText,
  sumKeyOf,
} from './period.ts'

interface DrilledProps {
  division: Division
  only: string
  period: Period
  consumption: Consumption
  search: ConsumptionSearch
}

/** The deliverables that a sum adds up, newest first. They come into view when they are asked for. */
export function Drilled({ division, only, period, consumption, search }: DrilledProps) {
  const filter = { ...filterOfSum(only, division), ...filterOfPeriod(period) }
  const deliverables = useListing(
    ['deliverables', 'consumed', division, only, period.from, period.to],
    (swath, options) => swath.deliverables.list({ ...filter, sort: '-delivered_at', limit: 20 }, options),
  )
  const change = useChange(search)
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another group is looked at anew
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'start' })
  }, [division, only])
  const group = consumption.results.find((one) => sumKeyOf(one, division) === only)
  const name = group ? nameOf(group, division) : only
  const actions = (
    <>
      <CsvButton
        label="These deliverables as CSV"
        file={`deliverables-${period.from}-${period.to}.csv`}
        open={(swath) => swath.consumption.openLines('csv', filter)}
      />
      <CloseButton aria-label="Close the deliverables" onClick={() => change({})} />
    </>
  )
  return (
    <div ref={place} className={classes.drilled}>
      <Section title={`Deliverables of ${name}, ${periodText(period)}`} actions={actions} flush>
        <PagedTable
          label="Deliverables"
          query={deliverables}
          columns={columns}
          keyOf={({ deliverable_id }) => deliverable_id}
          opens
          empty={<Empty icon={PackageOpen} title="Nothing was delivered" />}
        />
      </Section>
    </div>
  )
}

const columns: Column<Deliverable>[] = [
  {
    title: 'Deliverable',
    cell: ({ order_id, processing_level }) => (
      <Link to="/orders/$order_id" params={{ order_id }} className="row-link">
        {processing_level.replace('_', ' ')} of order <span className="number">{order_id}</span>
      </Link>
    ),
  },
  { title: 'Id', speaks: true, cell: ({ deliverable_id }) => <Id>{deliverable_id}</Id> },
  { title: 'State', speaks: true, cell: ({ status }) => <StateBadge state={status} /> },
  {
    title: 'Delivered',
    speaks: true,
    cell: ({ delivered_at }) => delivered_at && formatTime(delivered_at),
  },
  {
    title: 'Quantity',
    align: 'right',
    cell: ({ quantity, unit }) => quantity !== null && `${formatNumber(quantity)} ${formatUnit(unit)}`,
  },
  {
    title: 'Net',
    align: 'right',
    cell: ({ charge }) => charge && formatMoney(charge.net_minor, charge.currency),
  },
]
