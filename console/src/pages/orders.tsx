import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { Order } from '@swath/contract/orders'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ListOrdered, Plus, Search } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useKept } from '../data/kept.ts'
import { useListing } from '../data/lists.ts'
import { filterOf, type OrdersSearch, order_views } from '../data/order-views.ts'
import { productsQuery } from '../data/queries.ts'
import { useSwath } from '../data/session.ts'
import { withoutEmpty } from '../search.ts'
import { ColumnsMenu } from '../ui/columns-menu.tsx'
import { formatNumber } from '../ui/format.ts'
import { LinkButton } from '../ui/link-button.tsx'
import { Page, Section } from '../ui/page.tsx'
import type { Selection } from '../ui/selection.tsx'
import { Empty, Failure, Loading } from '../ui/states.tsx'
import { Table } from '../ui/table.tsx'
import { most_chosen } from './orders/bulk-rules.ts'
import { first_columns, order_columns } from './orders/columns.tsx'
import { FilterChips } from './orders/filter-chips.tsx'
import { SavedViews } from './orders/saved-views.tsx'
import { SelectionBar } from './orders/selection-bar.tsx'

const first_sort = '-created_at'

export default function OrdersPage() {
  const search = useSearch({ from: '/signed-in/orders' })
  const orders = useListing(['orders', 'list', search], (swath, options) =>
    swath.orders.list(filterOf(search), options),
  )
  const [titles, setTitles] = useKept<readonly string[]>('order-columns', first_columns)
  const change = useChange(search)
  const { selection, choosing } = useSelection(search)
  const pages = orders.data?.pages ?? []
  const rows = pages.flatMap(({ items }) => items)
  const { count = 0, count_exact = true } = pages[0] ?? {}
  const lead = order_columns[0]!
  return (
    <Page
      title="Orders"
      is_wide
      about={
        pages.length > 0 &&
        `${count_exact ? '' : 'More than '}${formatNumber(count)} ${count === 1 ? 'order' : 'orders'}`
      }
      actions={<NewOrderButton />}
    >
      <Filters search={search} change={change}>
        <ColumnsMenu columns={order_columns} shown={titles} onChange={setTitles} />
        <SavedViews search={search} columns={titles} setColumns={setTitles} />
      </Filters>
      <Section flush>
        {orders.isPending && <Loading what="Loading orders" />}
        {orders.isError && rows.length === 0 && (
          <Failure error={orders.error} retry={() => void orders.refetch()} />
        )}
        {orders.isSuccess && rows.length === 0 && (
          <NoOrders is_filtered={Object.keys(withoutEmpty(search)).length > 0} />
        )}
        {rows.length > 0 && (
          <Table
            label="Orders"
            columns={order_columns.filter((one) => one === lead || titles.includes(one.title))}
            rows={rows}
            keyOf={({ id }) => id}
            opens
            sorting={{ by: search.sort ?? first_sort, onSort: (sort) => change({ sort }) }}
            selection={selection}
          />
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
      <SelectionBar
        chosen={selection.chosen}
        clear={() => selection.choose(new Map())}
        chooseAll={selection.chosen.size < Math.min(count, most_chosen) ? () => choosing.mutate() : undefined}
        is_choosing={choosing.isPending}
      />
    </Page>
  )
}

function useChange(search: OrdersSearch) {
  const navigate = useNavigate()
  return (changed: OrdersSearch) =>
    void navigate({ to: '/orders', search: withoutEmpty({ ...search, ...changed }), replace: true })
}

function useSelection(search: OrdersSearch) {
  const swath = useSwath()
  const [chosen, choose] = useState<ReadonlyMap<string, Order>>(new Map())
  const last = useRef<string | undefined>(undefined)
  const selection: Selection<Order> = {
    ...{ chosen, choose, last },
    keyOf: ({ id }) => id,
    nameOf: ({ id, properties }) => `${properties.order_name} ${id}`,
  }
  const choosing = useMutation({
    mutationFn: () => swath.orders.list({ ...filterOf(search), limit: most_chosen }).all(most_chosen),
    onSuccess: (found) => choose(new Map(found.map((order) => [order.id, order]))),
  })
  return { selection, choosing }
}

interface FiltersProps {
  search: OrdersSearch
  change: (changed: OrdersSearch) => void
  children: ReactNode
}

function Filters({ search, change, children }: FiltersProps) {
  const products = useQuery(productsQuery(useSwath())).data ?? []
  const find = useDebouncedCallback((query: string) => change({ query }), 250)
  return (
    <>
      <Group gap="sm" mb="xs" align="flex-end">
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
          data={products.map(({ sku, product_name }) => ({ value: sku, label: `${product_name} · ${sku}` }))}
          value={search.sku ?? null}
          onChange={(sku) => change({ sku: sku ?? '' })}
          clearable
          flex="1 1 140px"
          maw={{ sm: 240 }}
        />
        {children}
      </Group>
      <Group gap="sm" mb="md">
        <FilterChips search={search} change={change} currency={products[0]?.price.currency ?? 'USD'} />
      </Group>
    </>
  )
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
