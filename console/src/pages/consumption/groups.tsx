import type { Consumption, ConsumptionGroup } from '@swath/contract/consumption'
import { Link } from '@tanstack/react-router'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import { Name } from '../../ui/name.tsx'
import { Section } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { CsvButton } from './csv-button.tsx'
import {
  type ConsumptionSearch,
  type Division,
  division_names,
  filterOfPeriod,
  formatUnit,
  nameOf,
  periodOf,
  sumKeyOf,
} from './period.ts'

interface GroupsProps {
  consumption: Consumption
  division: Division
  search: ConsumptionSearch
}

/** The sums of the whole period; each leads to the deliverables that it adds up. */
export function Groups({ consumption: { results }, division, search }: GroupsProps) {
  const rows = [...Map.groupBy(results, (group) => sumKeyOf(group, division)).values()]
    .map(sumUp)
    .sort((a, b) => b.net_minor - a.net_minor)
  const period = periodOf(search)
  const filter = filterOfPeriod(period)
  const csv = (
    <>
      <CsvButton
        label="These sums as CSV"
        file={`consumption-${period.from}-${period.to}.csv`}
        open={(swath) => swath.consumption.open('csv', [division], filter)}
      />
      <CsvButton
        label="Every deliverable as CSV"
        file={`deliverables-${period.from}-${period.to}.csv`}
        open={(swath) => swath.consumption.openLines('csv', filter)}
      />
    </>
  )
  return (
    <Section title={`By ${division_names[division]}`} actions={csv} flush>
      <Table
        label={`Consumption by ${division_names[division]}`}
        columns={columnsOf(division, search)}
        rows={rows}
        keyOf={(row) => sumKeyOf(row, division)}
        opens
      />
    </Section>
  )
}

function sumUp(members: ConsumptionGroup[]): ConsumptionGroup {
  const sum = { ...members[0]! }
  for (const one of members.slice(1)) {
    sum.deliverables += one.deliverables
    sum.quantity += one.quantity
    sum.amount_minor += one.amount_minor
    sum.credited_minor += one.credited_minor
    sum.net_minor += one.net_minor
  }
  return sum
}

function columnsOf(division: Division, search: ConsumptionSearch): Column<ConsumptionGroup>[] {
  return [
    {
      title: division_names[division],
      cell: (group) => (
        <Link
          to="/consumption"
          search={{ ...search, only: sumKeyOf(group, division) }}
          className="row-link"
          resetScroll={false}
        >
          <Name>{nameOf(group, division)}</Name>
        </Link>
      ),
    },
    { title: 'Deliverables', align: 'right', cell: ({ deliverables }) => formatNumber(deliverables) },
    {
      title: 'Quantity',
      align: 'right',
      cell: ({ quantity, unit }) => `${formatNumber(quantity)} ${formatUnit(unit)}`,
    },
    {
      title: 'Charged',
      align: 'right',
      cell: ({ amount_minor, currency }) => formatMoney(amount_minor, currency),
    },
    {
      title: 'Given back',
      align: 'right',
      cell: ({ credited_minor, currency }) =>
        credited_minor === 0 ? '–' : formatMoney(credited_minor, currency),
    },
    {
      title: 'Net',
      align: 'right',
      cell: ({ net_minor, currency }) => <strong>{formatMoney(net_minor, currency)}</strong>,
    },
  ]
}
