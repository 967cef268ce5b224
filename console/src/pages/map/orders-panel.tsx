import { Button, Center, Text } from '@mantine/core'
import type { OrderMap } from '@swath/contract/order-map'
import { OrderBadge } from '../../ui/badges.tsx'
import { formatNumber } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Failure, Loading } from '../../ui/states.tsx'
import { MapFilters } from './map-filters.tsx'
import classes from './map-page.module.css'
import { filtersIn, type MapSearch, type useOrdersInView } from './orders-in-view.ts'

export interface OrdersPanelProps {
  orders: ReturnType<typeof useOrdersInView>
  search: MapSearch
  change: (changed: MapSearch) => void
  showAll: () => void
  pick: (order_id: string) => void
}

/** The orders that lie in the view, and how many there are elsewhere. */
export function OrdersPanel({ orders, search, change, showAll, pick }: OrdersPanelProps) {
  const { shown, listed } = orders
  const is_filtered = Object.keys(filtersIn(search)).length > 0
  if (shown.data?.count === 0 && !is_filtered) return <NothingOrdered />
  return (
    <>
      <div className={classes.head}>
        <Text component="p" role="status" className={classes.count}>
          {shown.data ? sentenceOf(shown.data, is_filtered) : 'Counting orders'}
        </Text>
        {shown.data && shown.data.in_view < shown.data.count && (
          <Button variant="subtle" size="compact-xs" onClick={showAll}>
            Show all
          </Button>
        )}
      </div>
      <MapFilters search={search} change={change} />
      {shown.isPending && <Loading what="Loading orders" />}
      {shown.isError && !shown.data && <Failure error={shown.error} retry={() => void shown.refetch()} />}
      <ul className={classes.list}>
        {listed.data?.pages
          .flatMap(({ items }) => items)
          .map(({ id, properties: { order_name, status, outcome } }) => (
            <li key={id}>
              <button type="button" className={classes.entry} onClick={() => pick(id)}>
                <span>{order_name}</span>
                <OrderBadge status={status} outcome={outcome} />
              </button>
            </li>
          ))}
      </ul>
      {listed.hasNextPage && (
        <Center pb="sm">
          <Button
            variant="default"
            size="xs"
            onClick={() => void listed.fetchNextPage()}
            loading={listed.isFetchingNextPage}
          >
            Show more
          </Button>
        </Center>
      )}
    </>
  )
}

/** 5,000 orders, 312 in view. */
function sentenceOf(
  { count, count_exact, in_view, in_view_exact }: Omit<OrderMap, 'type' | 'features'>,
  is_filtered: boolean,
): string {
  if (count === 0) return 'No order fits'
  const at_least = (number: number, is_exact: boolean) =>
    `${is_exact ? '' : 'more than '}${formatNumber(number)}`
  const all = `${at_least(count, count_exact)} ${is_filtered ? 'fitting ' : ''}${count === 1 ? 'order' : 'orders'}`
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}, ${in_view === count ? 'all' : at_least(in_view, in_view_exact)} in view`
}

function NothingOrdered() {
  return (
    <div className={classes.detail}>
      <Text c="dimmed" mb="sm">
        Nothing is ordered yet. Mark a place and see when satellites pass over it.
      </Text>
      <LinkButton to="/orders/new" search={{}} size="xs">
        New order
      </LinkButton>
    </div>
  )
}
