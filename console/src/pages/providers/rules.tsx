import type { Provider } from '@swath/client/providers'
import { Link } from '@tanstack/react-router'
import { Split } from 'lucide-react'
import { useAction } from '../../data/actions.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { formatMoney, formatWord } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Section } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import classes from './providers.module.css'
import type { Rule } from './rule-draft.ts'

/** Which orders go to a provider. */
export function Rules({ provider: { name, skus }, may_change }: { provider: Provider; may_change: boolean }) {
  const add = may_change && (
    <LinkButton to="/providers/$name/new-sku" params={{ name }} size="compact-sm">
      Add a SKU
    </LinkButton>
  )
  return (
    <Section title="Which orders go to it" flush actions={add}>
      {skus.length === 0 ? (
        <Empty icon={Split} title="No rule">
          Orders of each SKU that no provider has a rule for, if it can carry them out.
        </Empty>
      ) : (
        <Table
          label="SKUs"
          rows={skus}
          columns={may_change ? [skuColumn(name), ...columns, removeColumn(name)] : [skuText, ...columns]}
          keyOf={({ sku }) => sku}
          opens={may_change}
        />
      )}
    </Section>
  )
}

const skuText: Column<Rule> = {
  title: 'SKU',
  cell: ({ sku }) => <span className={`code ${classes.sku}`}>{sku}</span>,
}

const skuColumn = (name: string): Column<Rule> => ({
  title: 'SKU',
  cell: ({ sku }) => (
    <Link className={`row-link code ${classes.sku}`} to="/providers/$name/skus/$sku" params={{ name, sku }}>
      {sku}
    </Link>
  ),
})

const columns: readonly Column<Rule>[] = [
  { title: 'Rank', align: 'right', cell: ({ rank }) => rank },
  {
    title: 'Classes',
    cell: ({ priority_classes }) => priority_classes?.map(formatWord).join(', ') ?? 'All',
  },
  { title: 'Where', cell: ({ region }) => (region === null ? 'Everywhere' : 'In an area') },
  {
    title: 'Share',
    align: 'right',
    cell: ({ share_pct }) => (share_pct === null ? 'All' : `${share_pct}\u00a0%`),
  },
  {
    title: 'Up to',
    align: 'right',
    cell: ({ highest_price: price }) =>
      price ? formatMoney(price.amount_minor, price.currency) : 'Any price',
  },
]

const removeColumn = (name: string): Column<Rule> => ({
  title: 'Remove',
  align: 'right',
  speaks: true,
  cell: ({ sku }) => <RemoveButton name={name} sku={sku} />,
})

function RemoveButton({ name, sku }: { name: string; sku: string }) {
  const removing = useAction((swath) => swath.providers.removeSku(name, sku), {
    changes: ['providers'],
    fails: 'Not removed',
    says: () => `The rule for ${sku} is removed.`,
  })
  return (
    <Confirm
      label="Remove"
      question={`Remove the rule for ${sku}?`}
      consequence="Its orders go to those that have a rule for it; if it was the last rule, to whoever can carry them out."
      act="Remove the rule"
      doing={removing}
      size="compact-sm"
    />
  )
}
