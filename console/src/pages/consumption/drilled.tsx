import type { Deliverable } from '@swath/contract/deliverables'
import { Link } from '@tanstack/react-router'
import { PackageOpen } from 'lucide-react'
import { useListing } from '../../data/lists.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { formatMoney, formatNumber, formatTime } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Section } from '../../ui/page.tsx'
import { PagedTable } from '../../ui/paged-table.tsx'
import { Empty } from '../../ui/states.tsx'
import type { Column } from '../../ui/table.tsx'
import { type Division, filterOfGroup, formatUnit } from './period.ts'

interface DrilledProps {
  division: Division
  only: string
  since: Date
}

/** The deliverables that a sum adds up, newest first. */
export function Drilled({ division, only, since }: DrilledProps) {
  const deliverables = useListing(
    ['deliverables', 'consumed', division, only, since.getTime()],
    (swath, options) =>
      swath.deliverables.list(
        { ...filterOfGroup(division, only), delivered_at__gte: since, sort: '-delivered_at', limit: 20 },
        options,
      ),
  )
  return (
    <Section title="Deliverables" flush>
      <PagedTable
        label="Deliverables"
        query={deliverables}
        columns={columns}
        keyOf={({ deliverable_id }) => deliverable_id}
        opens
        empty={<Empty icon={PackageOpen} title="Nothing was delivered" />}
      />
    </Section>
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
