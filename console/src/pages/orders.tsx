import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { Order } from '@swath/contract/orders'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { ListOrdered, Plus, Search } from 'lucide-react'
import { filterOf, type OrdersSearch, order_views } from '../data/order-views.ts'
import { keepLast, productsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { OrderBadge } from '../ui/badges.tsx'
import { formatArea, formatMoney, formatNumber } from '../ui/format.ts'
import { Id } from '../ui/id.tsx'
import { LinkButton } from '../ui/link-button.tsx'
import { Name } from '../ui/name.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { type Column, Table } from '../ui/table.tsx'
import { When } from '../ui/when.tsx'

export default function OrdersPage() {
  const search = useSearch({ from: '/signed-in/orders' })
  const orders = useOrders(search)
  const pages = orders.data?.pages ?? []
  const rows = pages.flatMap(({ items }) => items)
  const { count = 0, count_exact = true } = pages[0] ?? {}
  return (
    <Page
      title="Orders"
      about={
        pages.length > 0 &&
        `${count_exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'order' : 'orders'}`
      }
      actions={<NewOrderButton />}
    >
      <Filters search={search} />
      <Section flush>
        {orders.isPending && <Loading what="Loading orders" />}
        {orders.isError && rows.length === 0 && (
          <Failure error={orders.error} retry={() => void orders.refetch()} />
        )}
        {orders.isSuccess && rows.length === 0 && <NoOrders is_filtered={Object.keys(search).length > 0} />}
        {rows.length > 0 && (
          <Table label="Orders" columns={columns} rows={rows} keyOf={(order) => order.id} opens />
        )}
      </Section>
      {orders.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            onClick={() => void orders.fetchNextPage()}
            loading={orders.isFetchingNextPage}
          >
            Show more
          </Button>
        </Group>
      )}
    </Page>
  )
}

function useOrders(search: OrdersSearch) {
  const swath = useSwath()
  return useInfiniteQuery({
    queryKey: ['orders', 'list', search],
    queryFn: ({ pageParam, signal }) => swath.orders.list(filterOf(search), { signal }).page(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    ...keepLast,
  })
}

const columns: Column<Order>[] = [
  {
    title: 'Order',
    cell: ({ id, properties }) => (
      <Link to="/orders/$order_id" params={{ order_id: id }} className="row-link">
        <Name>{properties.order_name}</Name>
      </Link>
    ),
  },
  {
    title: 'State',
    speaks: true,
    cell: ({ properties: { status, outcome } }) => <OrderBadge status={status} outcome={outcome} />,
  },
  { title: 'Number', speaks: true, cell: ({ id }) => <Id>{id}</Id> },
  { title: 'Product', speaks: true, cell: ({ properties }) => properties.product_name },
  { title: 'Project', cell: ({ properties }) => <Name>{properties.project_name}</Name> },
  {
    title: 'Delivered',
    align: 'right',
    cell: ({ properties: { area_km2, status_report } }) =>
      `${formatNumber(status_report.progress.delivered_km2)} of ${formatArea(area_km2)}`,
  },
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

function Filters({ search }: { search: OrdersSearch }) {
  const navigate = useNavigate()
  const products = useQuery(productsQuery(useSwath()))
  const change = (changed: OrdersSearch) =>
    void navigate({ to: '/orders', search: withoutEmpty({ ...search, ...changed }), replace: true })
  const find = useDebouncedCallback((query: string) => change({ query }), 250)
  return (
    <Group gap="sm" mb="md" align="flex-end">
      <TextInput
        type="search"
        aria-label="Search orders"
        placeholder="Name, number, reference, project or label"
        leftSection={<Search size={16} aria-hidden />}
        defaultValue={search.query ?? ''}
        onChange={(event) => find(event.currentTarget.value)}
        flex="3 1 260px"
      />
      <Select
        aria-label="State"
        data={order_views.map(({ value, label }) => ({ value, label }))}
        value={search.state ?? ''}
        onChange={(state) => change({ state: state ?? '' })}
        allowDeselect={false}
        flex="1 1 140px"
        maw={{ sm: 180 }}
      />
      <Select
        aria-label="Product"
        placeholder="All products"
        data={(products.data ?? []).map(({ sku, product_name }) => ({
          value: sku,
          label: `${product_name} · ${sku}`,
        }))}
        value={search.sku ?? null}
        onChange={(sku) => change({ sku: sku ?? '' })}
        clearable
        flex="1 1 140px"
        maw={{ sm: 240 }}
      />
    </Group>
  )
}

function withoutEmpty(search: OrdersSearch): OrdersSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value))
}

function NoOrders({ is_filtered }: { is_filtered: boolean }) {
  if (is_filtered) {
    return (
      <Empty
        icon={Search}
        title="No order fits"
        action={
          <LinkButton to="/orders" search={{}} variant="default">
            Show all orders
          </LinkButton>
        }
      >
        Search for less, or take a filter away.
      </Empty>
    )
  }
  return (
    <Empty icon={ListOrdered} title="No orders yet" action={<NewOrderButton />}>
      Mark a place on the map, see when satellites pass over it, and order the image.
    </Empty>
  )
}

function NewOrderButton() {
  return (
    <LinkButton to="/orders/new" leftSection={<Plus size={16} aria-hidden />}>
      New order
    </LinkButton>
  )
}
