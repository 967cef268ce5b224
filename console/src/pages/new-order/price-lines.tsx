import { List, Text } from '@mantine/core'
import { productOf } from '@swath/contract/products/registry'
import type { Price } from '@swath/contract/quotes'
import { formatMoney, formatNumber } from '../../ui/format.ts'
import classes from './new-order.module.css'

export function PriceLines({ price }: { price: Price }) {
  const { sku, line_items, total_minor, currency, cancellation_fees } = price
  // An image of the archive is collected already: no step before a collection can come.
  const is_archived = productOf(sku).images === 'archived'
  return (
    <div className={classes.price}>
      {line_items.map(({ description, quantity, unit, unit_price_minor, amount_minor }) => (
        <div key={description}>
          <span>
            {description}: {formatNumber(quantity, 2)} {unit === 'km2' ? 'km²' : unit} ×{' '}
            {formatMoney(unit_price_minor, currency)}
          </span>
          <span>{formatMoney(amount_minor, currency)}</span>
        </div>
      ))}
      <div className={classes.total}>
        <span>If everything is delivered</span>
        <span>{formatMoney(total_minor, currency)}</span>
      </div>
      <Text size="sm" c="dimmed">
        Only what is delivered is charged.
      </Text>
      {is_archived || cancellation_fees.length === 0 ? (
        <Text size="sm" c="dimmed">
          Cancelling is free until the first {is_archived ? 'delivery' : 'collection begins'}.
        </Text>
      ) : (
        <List size="sm" c="dimmed">
          {cancellation_fees.map((step) => (
            <List.Item key={step.hours_before}>
              Cancelling costs {formatMoney(step.fee_minor, currency)} from {step.hours_before} hours before
              the first collection
            </List.Item>
          ))}
        </List>
      )}
    </div>
  )
}
