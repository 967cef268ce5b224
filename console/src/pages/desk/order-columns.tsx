import { Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { formatArea, formatMoney } from '../../ui/format.ts'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

/** The columns of orders that wait for a decision, but for the decision. */
export const waiting_order_columns: readonly Column<Order>[] = [
  {
    title: 'Order',
    cell: ({ id, properties }) => (
      <>
        <strong>{properties.order_name}</strong>{' '}
        <Text span c="dimmed" className="number">
          {id}
        </Text>
      </>
    ),
  },
  {
    title: 'Product',
    speaks: true,
    cell: ({ properties }) => <span className="code">{properties.sku}</span>,
  },
  { title: 'Area', align: 'right', cell: ({ properties }) => formatArea(properties.area_km2) },
  {
    title: 'Price',
    align: 'right',
    cell: ({ properties: { price } }) => formatMoney(price.total_minor, price.currency),
  },
  {
    title: 'Placed',
    align: 'right',
    speaks: true,
    cell: ({ properties }) => <When at={properties.created_at} />,
  },
]
