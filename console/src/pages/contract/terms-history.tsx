import { Text } from '@mantine/core'
import { skuChanges } from '@swath/client/sku-changes'
import type { ContractSku } from '@swath/contract/skus'
import { formatTime } from '../../ui/format.ts'
import { Section } from '../../ui/page.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { shownTerm } from './changes.tsx'
import classes from './contract.module.css'
import { nameOfTerm } from './terms-fields.ts'

interface Step {
  from: string
  fields: readonly string[]
}

/** The changes of the terms of a SKU, past and to come. */
export function TermsHistory({ of }: { of: ContractSku }) {
  const dated = skuChanges(undefined, of).filter(({ from }) => from !== null)
  const by_time = Map.groupBy(dated, ({ from }) => from!)
  const steps = [...by_time].map(([from, changes], at) => ({
    from,
    fields: changes
      // With the first terms all of them began, which are too many to read.
      .filter(({ field }) => at > 0 || field === 'amount_minor')
      .map(({ field, after }) => `${nameOfTerm(field)} ${shownTerm(field, after, of.currency)}`),
  }))
  if (steps.length === 0) return null
  return (
    <div className={classes.after}>
      <Section title="Past and to come" flush>
        <Table label="Past and to come" rows={steps} columns={columns} keyOf={({ from }) => from} />
      </Section>
    </div>
  )
}

const columns: Column<Step>[] = [
  { title: 'From', cell: ({ from }) => formatTime(from) },
  {
    title: 'Became',
    speaks: true,
    cell: ({ fields }) => <Text size="sm">{fields.join(' · ')}</Text>,
  },
]
