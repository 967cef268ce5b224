import { Button } from '@mantine/core'
import type { Party, Statement, StatementLine } from '@swath/contract/statements'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Printer, ReceiptText } from 'lucide-react'
import { useListing } from '../data/lists.ts'
import { useSwath } from '../data/session.ts'
import { formatDay, formatMinute, formatMoney, formatNumber, formatWord } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { Name } from '../ui/name.tsx'
import { Facts, Page, Section } from '../ui/page.tsx'
import { PagedTable } from '../ui/paged-table.tsx'
import { Answered, Empty } from '../ui/states.tsx'
import type { Column } from '../ui/table.tsx'
import { formatUnit } from './consumption/period.ts'
import { taxText } from './contract/tax-names.ts'
import { titleOf } from './statements/month.ts'
import { PaperButtons } from './statements/paper-buttons.tsx'
import './statements/paper.css'

export default function StatementPage() {
  const { statement_id } = useParams({ from: '/signed-in/statements/$statement_id' })
  const swath = useSwath()
  const statement = useQuery({
    queryKey: ['statements', 'one', statement_id],
    queryFn: ({ signal }) => swath.statements.get(statement_id, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return <Answered query={statement}>{(found) => <Details statement={found} />}</Answered>
}

function Details({ statement }: { statement: Statement }) {
  const { number, currency, charges_minor, cancellation_fees_minor, credits_minor, total_minor } = statement
  return (
    <Page
      title={titleOf(statement)}
      about={
        <>
          Number <span className="number">{number}</span>, closed on {formatDay(statement.closed_at)}
        </>
      }
      actions={
        <>
          <PrintButton />
          <PaperButtons statement={statement} />
        </>
      }
    >
      <Section title="Sums">
        <Facts
          facts={{
            Charges: formatMoney(charges_minor, currency),
            'Cancellation fees': formatMoney(cancellation_fees_minor, currency),
            Credits: formatMoney(credits_minor, currency),
            Total: <strong>{formatMoney(total_minor, currency)}</strong>,
            ...taxFacts(statement),
            'Billed to': <PartyLines party={statement.customer} />,
            'Your reference': statement.customer.reference,
            'Billed by': <PartyLines party={statement.provider} />,
            'Time zone': statement.time_zone,
          }}
        />
      </Section>
      <Lines statement={statement} />
    </Page>
  )
}

/** Prints the page as it is; the style of the page knows paper. */
function PrintButton() {
  return (
    <Button
      size="compact-sm"
      variant="default"
      className="screen-only"
      leftSection={<Printer size={14} aria-hidden />}
      onClick={() => window.print()}
    >
      Print
    </Button>
  )
}

function taxFacts({ customer, currency, tax_minor, payable_minor }: Statement) {
  if (customer.invoicing === null || tax_minor === null || payable_minor === null) return {}
  return {
    Tax: `${formatMoney(tax_minor, currency)} (${taxText(customer.invoicing.tax)})`,
    [payable_minor < 0 ? 'Given back' : 'To pay']: <strong>{formatMoney(payable_minor, currency)}</strong>,
  }
}

/** Somebody as they stand on paper. */
function PartyLines({ party: { name, address, tax_id } }: { party: Party }) {
  return [name, ...address, tax_id && `Tax number ${tax_id}`]
    .filter((line) => line)
    .map((line) => (
      <div key={line} dir="auto" className="party-line">
        {line}
      </div>
    ))
}

function Lines({ statement: { statement_id, currency, line_count } }: { statement: Statement }) {
  const lines = useListing(['statements', 'lines', statement_id], (swath, options) =>
    swath.statements.lines(statement_id, options),
  )
  return (
    <Section title="Lines" flush>
      {lines.hasNextPage && (
        <p className="paper-only">
          The first lines of {formatNumber(line_count)}: all of them are shown by “Show more”, and are in the
          PDF.
        </p>
      )}
      <PagedTable
        label="Lines"
        query={lines}
        columns={columnsIn(currency)}
        keyOf={({ entry_id }) => entry_id}
        opens
        empty={<Empty icon={ReceiptText} title="No lines" />}
      />
    </Section>
  )
}

const columnsIn = (currency: string): Column<StatementLine>[] => [
  {
    title: 'For',
    cell: ({ kind, order_id, order_name, processing_level }) =>
      order_id === null ? (
        <strong>{formatWord(kind)}</strong>
      ) : (
        <Link to="/orders/$order_id" params={{ order_id }} className="row-link">
          <Name>{`${processing_level ? `${processing_level} of ` : ''}${order_name}`}</Name>
        </Link>
      ),
  },
  { title: 'Kind', speaks: true, cell: ({ kind }) => formatWord(kind) },
  { title: 'Deliverable', cell: ({ deliverable_id }) => deliverable_id && <Id>{deliverable_id}</Id> },
  { title: 'SKU', speaks: true, cell: ({ sku }) => sku && <span className="code">{sku}</span> },
  {
    title: 'Quantity',
    align: 'right',
    cell: ({ quantity, unit }) =>
      quantity !== null && unit !== null && `${formatNumber(quantity)} ${formatUnit(unit)}`,
  },
  { title: 'Booked (UTC)', align: 'right', speaks: true, cell: ({ booked_at }) => formatMinute(booked_at) },
  { title: 'Amount', align: 'right', cell: ({ amount_minor }) => formatMoney(amount_minor, currency) },
]
