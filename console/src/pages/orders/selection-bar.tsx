import { Button, Menu, Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { save } from '../../data/download.ts'
import type { BulkAction } from './bulk-actions.tsx'
import { csvOf, geojsonOf, most_chosen, ordersText, sumsOf } from './bulk-rules.ts'
import classes from './orders.module.css'

const BulkActions = lazy(() => import('./bulk-actions.tsx'))

const actions: readonly { action: BulkAction; label: string }[] = [
  { action: 'cancel', label: 'Cancel' },
  { action: 'label', label: 'Label' },
  { action: 'move', label: 'Move' },
  { action: 'send', label: 'Send' },
]

interface SelectionBarProps {
  chosen: ReadonlyMap<string, Order>
  clear: () => void
  /** Chooses what fits the filters, as far as that many can be chosen; missing where all are chosen. */
  chooseAll: (() => void) | undefined
  is_choosing: boolean
}

/** The bar tells what can be done with the orders that are chosen. */
export function SelectionBar({ chosen, clear, chooseAll, is_choosing }: SelectionBarProps) {
  const [action, setAction] = useState<BulkAction>()
  if (chosen.size === 0) return null
  const orders = [...chosen.values()]
  const sums = sumsOf(orders, ({ price }) => price.total_minor)
  return (
    <section className={classes.bar} aria-label="Selected orders">
      <Text fw={560} role="status">
        {ordersText(chosen.size)}
        {sums.length > 0 && `, ${sums.join(' and ')}`}
      </Text>
      {actions.map(({ action: one, label }) => (
        <Button key={one} variant="default" size="compact-sm" onClick={() => setAction(one)}>
          {label}
        </Button>
      ))}
      <ExportMenu orders={orders} />
      {chooseAll && (
        <Button variant="subtle" size="compact-sm" onClick={chooseAll} loading={is_choosing}>
          Select all that fit, up to {most_chosen}
        </Button>
      )}
      <Button variant="subtle" size="compact-sm" onClick={clear} ml="auto">
        Clear
      </Button>
      {action && (
        <Suspense>
          <BulkActions
            action={action}
            orders={orders}
            close={(is_done) => {
              setAction(undefined)
              // The list of before is old now.
              if (is_done) clear()
            }}
          />
        </Suspense>
      )}
    </section>
  )
}

function ExportMenu({ orders }: { orders: readonly Order[] }) {
  const keep = (text: string, type: string, name: string) => save(new Blob([text], { type }), name)
  return (
    <Menu position="top-start" shadow="md">
      <Menu.Target>
        <Button variant="default" size="compact-sm" leftSection={<Download size={14} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => keep(csvOf(orders), 'text/csv;charset=utf-8', 'orders.csv')}>CSV</Menu.Item>
        <Menu.Item onClick={() => keep(geojsonOf(orders), 'application/geo+json', 'orders.geojson')}>
          GeoJSON
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
