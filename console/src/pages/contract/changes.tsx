import { Box, Text } from '@mantine/core'
import type { SkuChange } from '@swath/client/sku-changes'
import { formatMoney, formatTime } from '../../ui/format.ts'
import { type Column, Table } from '../../ui/table.tsx'
import { nameOfTerm } from './terms-fields.ts'

type Change = SkuChange & { sku: string }

/** Terms will differ in these. */
export function Changes({ changes, currency }: { changes: readonly Change[]; currency: string }) {
  if (changes.length === 0) return <Text role="status">Nothing differs.</Text>
  return (
    <Box role="status">
      <Table
        label="What changes"
        rows={changes}
        columns={columnsIn(currency)}
        keyOf={({ sku, from, field }) => `${sku} ${from} ${field}`}
      />
    </Box>
  )
}

function columnsIn(currency: string): Column<Change>[] {
  return [
    {
      title: 'What',
      cell: ({ sku, field }) => (
        <>
          {nameOfTerm(field)}{' '}
          <Text span size="sm" c="dimmed" className="code">
            {sku}
          </Text>
        </>
      ),
    },
    { title: 'From', cell: ({ from }) => (from === null ? 'At once' : formatTime(from)) },
    {
      title: 'Before',
      cell: ({ field, before }) =>
        before === null ? 'None' : <del>{shownTerm(field, before, currency)}</del>,
    },
    { title: 'After', cell: ({ field, after }) => shownTerm(field, after, currency) },
  ]
}

/** A value of the terms, as people read it. */
export function shownTerm(field: string, value: unknown, currency: string): string {
  if (value === null) return 'None'
  if (field === 'amount_minor') return formatMoney(Number(value), currency)
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (!Array.isArray(value)) return String(value)
  if (value.length === 0) return 'None'
  return value.map(shownPart).join(', ')
}

function shownPart(part: unknown): string {
  if (typeof part !== 'object' || part === null) return String(part)
  if ('uplift' in part && 'pct' in part) return `${part.uplift} +${part.pct} %`
  if ('fee_pct' in part && 'hours_before' in part)
    return `${part.fee_pct} % from ${part.hours_before} h before`
  return JSON.stringify(part)
}
