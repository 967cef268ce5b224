import type { Capture } from '@swath/contract/captures'
import { reasons } from '@swath/contract/reasons'
import { useQuery } from '@tanstack/react-query'
import { Satellite } from 'lucide-react'
import { orderCapturesQuery } from '../../data/queries.ts'
import { useSwath } from '../../data/session.ts'
import { StateBadge } from '../../ui/badges.tsx'
import { Beginning } from '../../ui/beginning.tsx'
import { formatMinute, formatNumber } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { Answered, Empty } from '../../ui/states.tsx'
import { type Column, Table, withoutValue } from '../../ui/table.tsx'

const columns: Column<Capture>[] = [
  {
    title: 'Capture',
    cell: ({ period, strip, attempt }) =>
      `${period + 1}.${strip + 1}${attempt > 1 ? `, attempt ${attempt}` : ''}`,
  },
  {
    title: 'State',
    value: ({ status }) => status,
    speaks: true,
    cell: ({ status, reason_code }) => (
      <span title={reason_code ? reasons[reason_code].meaning : undefined}>
        <StateBadge state={status} />
      </span>
    ),
  },
  {
    title: 'Satellite',
    speaks: true,
    value: (one) => one.access?.satellite_name,
    cell: ({ access }) => access?.satellite_name,
  },
  {
    title: 'Pass (UTC)',
    value: ({ access }) => access?.start,
    speaks: true,
    cell: ({ access }) => access && <time>{formatMinute(access.start)}</time>,
  },
  {
    title: 'Off nadir',
    align: 'right',
    value: (one) => one.access?.off_nadir_deg,
    cell: ({ access }) => degrees(access?.off_nadir_deg),
  },
  {
    title: 'Sun',
    align: 'right',
    value: (one) => one.access?.sun_elevation_deg,
    cell: ({ access }) => degrees(access?.sun_elevation_deg),
  },
  {
    title: 'Clouds',
    value: (one) => one.cloud_cover_pct,
    align: 'right',
    cell: ({ cloud_cover_pct }) => cloud_cover_pct !== null && `${formatNumber(cloud_cover_pct, 0)} %`,
  },
]

const providerColumn: Column<Capture> = { title: 'By', cell: ({ provider }) => provider }
/** Who carries it out is told where the operator shows it. */
const columnsFor = (found: readonly Capture[]) =>
  found.some(({ provider }) => provider !== null) ? [...columns, providerColumn] : columns

const degrees = (angle: number | null | undefined) => (angle == null ? null : `${formatNumber(angle)}°`)

export function Captures({ order_id }: { order_id: string }) {
  const captures = useQuery(orderCapturesQuery(useSwath(), order_id))
  return (
    <Section title="Captures" flush>
      <Answered query={captures}>
        {(found) =>
          found.length === 0 ? (
            <Empty icon={Satellite} title="No captures planned yet">
              They are planned as soon as the order is accepted.
            </Empty>
          ) : (
            <Beginning all={found} most={100}>
              {(first) => (
                <Table
                  label="Captures"
                  columns={first === found ? columnsFor(found) : columnsFor(found).map(withoutValue)}
                  rows={first}
                  keyOf={(one) => one.capture_id}
                />
              )}
            </Beginning>
          )
        }
      </Answered>
    </Section>
  )
}
