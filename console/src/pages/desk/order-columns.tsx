import { Text } from '@mantine/core'
import type { Order } from '@swath/contract/orders'
import { formatArea, formatMoney } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Name } from '../../ui/name.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

/** The columns of orders that wait for a decision, but for the decision. */
export const waiting_order_columns: readonly Column<Order>[] = [
  {
    title: 'Order',
    cell: ({ id, properties }) => (
      <>
        <strong>
          <Name>{properties.order_name}</Name>
        </strong>
        <Text size="sm" c="dimmed" component="div">
          <Id>{id}</Id>
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
