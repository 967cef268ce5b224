import type { Statement } from '@swath/contract/statements'
import { Link } from '@tanstack/react-router'
import { ReceiptText } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { formatDay, formatMoney } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { useSorting } from '../ui/sorting.tsx'
import { Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { monthOf } from './statements/month.ts'
import { PaperButtons } from './statements/paper-buttons.tsx'

export default function StatementsPage() {
  const sorting = useSorting<'period_start' | 'number' | 'closed_at'>('-period_start')
  const statements = useListing(['statements', 'list', sorting.by], (swath, options) =>
    swath.statements.list({ sort: sorting.by }, options),
  )
  return (
    <Page title="Statements" about="Closed months. What is on a statement never changes.">
      <Section flush>
        <PagedTable
          label="Statements"
          query={statements}
          columns={columns}
          sorting={sorting}
          keyOf={({ statement_id }) => statement_id}
          empty={
            <Empty icon={ReceiptText} title="No statements yet">
              The first one is made when the first month with a charge has ended.
            </Empty>
          }
        />
      </Section>
    </Page>
  )
}

const columns: Column<Statement>[] = [
  {
    title: 'Month',
    sorts: 'period_start',
    cell: (one) => (
      <Link to="/statements/$statement_id" params={{ statement_id: one.statement_id }} className="row-link">
        {monthOf(one)}
        {one.kind === 'credit_note' && ', credit note'}
      </Link>
    ),
  },
  {
    title: 'Number',
    speaks: true,
    sorts: 'number',
    cell: ({ number }) => <span className="number">{number}</span>,
  },
  { title: 'Closed', sorts: 'closed_at', cell: ({ closed_at }) => formatDay(closed_at) },
  { title: 'Lines', align: 'right', cell: ({ line_count }) => line_count },
  {
    title: 'Total',
    align: 'right',
    cell: ({ total_minor, currency }) => <strong>{formatMoney(total_minor, currency)}</strong>,
  },
  {
    title: 'Download',
    align: 'right',
    speaks: true,
    cell: (statement) => <PaperButtons statement={statement} />,
  },
]
