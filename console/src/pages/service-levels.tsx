import { Select } from '@mantine/core'
import type { ServiceLevel, ServiceStage } from '@swath/contract/service-levels'
import { Gauge } from 'lucide-react'
import { useState } from 'react'
import { useListing } from '../data/lists.ts'
import { useSession } from '../data/session.ts'
import { Badge } from '../ui/badges.tsx'
import { formatNumber, formatSpan } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { Odds } from './service-levels/odds.tsx'
import { monthName } from './statements/month.ts'

const stages: Record<ServiceStage, string> = {
  total: 'From order to delivery',
  decision: 'From order to decision',
  collection: 'Collection',
  processing: 'Processing',
  delivery: 'Hand-over of the files',
}

/** Percentiles by month and SKU; of the own contract, or of all for an operator. */
export default function ServiceLevelsPage() {
  const { role } = useSession()
  const [stage, setStage] = useState<ServiceStage>('total')
  const levels = useListing(['service_levels', role, stage], (swath, options) =>
    role === 'operator'
      ? swath.desk.serviceLevels({ stage }, options)
      : swath.consumption.serviceLevels({ stage }, options),
  )
  return (
    <Page
      title="Service levels"
      about={
        role === 'operator'
          ? 'How long the orders of all contracts took, by month and SKU.'
          : 'How long your orders took, by month and SKU.'
      }
      actions={
        <Select
          aria-label="Stage"
          data={Object.entries(stages).map(([value, label]) => ({ value, label }))}
          value={stage}
          allowDeselect={false}
          onChange={(chosen) => setStage(chosen as ServiceStage)}
          w={230}
        />
      }
    >
      <Section flush>
        <PagedTable
          label="Service levels"
          query={levels}
          columns={columns}
          keyOf={({ month, sku }) => `${month} ${sku}`}
          empty={
            <Empty icon={Gauge} title="Nothing to measure yet">
              Numbers appear when the first order has got so far.
            </Empty>
          }
        />
      </Section>
      {role === 'operator' && <Odds />}
    </Page>
  )
}

const columns: Column<ServiceLevel>[] = [
  { title: 'SKU', cell: ({ sku }) => <strong className="code">{sku}</strong> },
  { title: 'Month', speaks: true, cell: ({ month }) => monthName(`${month}-01T00:00:00Z`) },
  { title: 'Measured', align: 'right', cell: ({ count }) => formatNumber(count) },
  { title: 'Half within', align: 'right', cell: ({ p50_s }) => formatSpan(p50_s) },
  { title: '90 % within', align: 'right', cell: ({ p90_s }) => formatSpan(p90_s) },
  { title: '95 % within', align: 'right', cell: ({ p95_s }) => formatSpan(p95_s) },
  { title: 'Longest', align: 'right', cell: ({ max_s }) => formatSpan(max_s) },
  { title: 'Promise', align: 'right', speaks: true, cell: (level) => <Promised level={level} /> },
]

function Promised({ level: { promised_hours, kept, missed } }: { level: ServiceLevel }) {
  if (promised_hours === null || kept === null || missed === null) return <>–</>
  const share = formatNumber((kept / (kept + missed)) * 100)
  return <Badge tone={missed === 0 ? 'good' : 'partial'}>{`${share} % within ${promised_hours} h`}</Badge>
}
