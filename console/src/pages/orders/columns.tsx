import type { Order } from '@swath/contract/orders'
import { Link } from '@tanstack/react-router'
import { OrderBadge } from '../../ui/badges.tsx'
import { formatArea, formatMoney, formatNumber, formatTime, formatWord } from '../../ui/format.ts'
import { Id } from '../../ui/id.tsx'
import { Name } from '../../ui/name.tsx'
import type { Column } from '../../ui/table.tsx'
import { When } from '../../ui/when.tsx'

/** Every column that the list of orders may have; those that it has at first come first. */
export const order_columns: readonly Column<Order>[] = [
  {
    title: 'Order',
    sorts: 'order_name',
    cell: ({ id, properties }) => (
      <Link to="/orders/$order_id" params={{ order_id: id }} className="row-link">
        <Name>{properties.order_name}</Name>
      </Link>
    ),
  },
  {
    title: 'State',
    speaks: true,
    sorts: 'state',
    cell: ({ properties: { status, outcome } }) => <OrderBadge status={status} outcome={outcome} />,
  },
  { title: 'Number', speaks: true, sorts: 'order_id', cell: ({ id }) => <Id>{id}</Id> },
  { title: 'Product', speaks: true, sorts: 'sku', cell: ({ properties }) => properties.product_name },
  {
    title: 'Project',
    sorts: 'project_name',
    cell: ({ properties }) => <Name>{properties.project_name}</Name>,
  },
  {
    title: 'Price',
    align: 'right',
    sorts: 'total_minor',
    cell: ({ properties: { price } }) => formatMoney(price.total_minor, price.currency),
  },
  {
    title: 'Delivered',
    align: 'right',
    sorts: 'area_km2',
    cell: ({ properties: { area_km2, status_report } }) =>
      `${formatNumber(status_report.progress.delivered_km2)} of ${formatArea(area_km2)}`,
  },
  {
    title: 'Placed',
    align: 'right',
    speaks: true,
    sorts: 'created_at',
    cell: ({ properties }) => <When at={properties.created_at} />,
  },
  {
    title: 'How it stands',
    speaks: true,
    cell: ({ properties }) => <Name>{properties.status_report.message}</Name>,
  },
  {
    title: 'Next expected',
    cell: ({ properties }) => <When at={properties.status_report.next_expected_at} />,
  },
  {
    title: 'Window begins',
    sorts: 'window_start',
    cell: ({ properties }) => formatTime(properties.parameters.start),
  },
  {
    title: 'Window ends',
    sorts: 'window_end',
    cell: ({ properties }) => formatTime(properties.parameters.end),
  },
  {
    title: 'Last change',
    sorts: 'updated_at',
    cell: ({ properties }) => <When at={properties.updated_at} />,
  },
  { title: 'Closed', sorts: 'closed_at', cell: ({ properties }) => <When at={properties.closed_at} /> },
  { title: 'SKU', sorts: 'sku', cell: ({ properties }) => <span className="code">{properties.sku}</span> },
  { title: 'Class', cell: ({ properties }) => formatWord(properties.priority_class) },
  {
    title: 'Your reference',
    cell: ({ properties }) => properties.client_reference && <Name>{properties.client_reference}</Name>,
  },
  {
    title: 'Labels',
    cell: ({ properties: { metadata } }) => {
      const labels = Object.entries(metadata).map(([name, value]) => `${name}: ${value}`)
      return labels.length > 0 && <Name>{labels.join(', ')}</Name>
    },
  },
  {
    title: 'Charged',
    align: 'right',
    cell: ({ properties: { price } }) =>
      formatMoney(price.charged_minor - price.credited_minor, price.currency),
  },
]

export const first_columns: readonly string[] = order_columns.slice(0, 8).map(({ title }) => title)
