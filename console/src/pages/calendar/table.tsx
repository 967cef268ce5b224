import { Button, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { StateBadge } from '../../ui/badges.tsx'
import { formatClock, formatDayName } from '../../ui/format.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { type Conflicts, formatAngle, type Pass } from './lanes.ts'
import type { ContractNames } from './passes.ts'

const page_size = 100

interface PassTableProps {
  passes: readonly Pass[]
  conflicts: Conflicts
  names: ContractNames
}

/** The same passes one below the other. */
export function PassTable({ passes, conflicts, names }: PassTableProps) {
  const [most, setMost] = useState(page_size)
  return (
    <>
      <Table
        label="Passes"
        columns={columnsOf(conflicts, names)}
        rows={passes.slice(0, most)}
        keyOf={({ capture_id }) => capture_id}
        opens
      />
      {passes.length > most && (
        <Group justify="center" p="sm">
          <Button variant="subtle" size="xs" onClick={() => setMost(most + page_size)}>
            Show more
          </Button>
        </Group>
      )}
    </>
  )
}

const columnsOf = (conflicts: Conflicts, names: ContractNames): Column<Pass>[] => [
  {
    title: 'Pass (UTC)',
    cell: ({ access, capture_id }) => (
      <Link
        to="/calendar"
        search={(kept) => ({ ...kept, capture: capture_id })}
        className="row-link number"
        replace
        resetScroll={false}
      >
        {formatDayName(new Date(access.start))}, {formatClock(access.start)}
      </Link>
    ),
  },
  { title: 'Satellite', speaks: true, cell: ({ access }) => access.satellite_name },
  { title: 'State', speaks: true, cell: ({ status }) => <StateBadge state={status} /> },
  { title: 'Off nadir', align: 'right', cell: ({ access }) => formatAngle(access.off_nadir_deg) },
  { title: 'Order', cell: ({ order_id }) => <span className="number">{order_id}</span> },
  { title: 'Contract', speaks: true, cell: ({ contract_id }) => names.get(contract_id) ?? contract_id },
  {
    title: 'In conflict with',
    cell: ({ capture_id }) =>
      conflicts
        .get(capture_id)
        ?.map(({ order_id }) => `order ${order_id}`)
        .join(', '),
  },
]
