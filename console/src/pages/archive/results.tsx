import { Button, Text } from '@mantine/core'
import type { Page } from '@swath/client/lists'
import type { Item } from '@swath/client/stac'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { ImageOff } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { formatNumber, formatTime } from '../../ui/format.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import classes from './archive.module.css'
import { Thumbnail } from './thumbnail.tsx'

interface ResultsProps {
  items: UseInfiniteQueryResult<InfiniteData<Page<Item>>>
  found: readonly Item[]
  picked: string | undefined
  pick: (id: string | undefined) => void
}

export function Results({ items, found, picked, pick }: ResultsProps) {
  const { count } = items.data?.pages[0] ?? {}
  if (items.isError && found.length === 0)
    return <Failure error={items.error} retry={() => void items.refetch()} />
  if (!items.data) return <Loading what="Searching the archive" />
  if (found.length === 0) {
    return (
      <Empty icon={ImageOff} title="No images here">
        Move the map, or allow for more clouds or another time.
      </Empty>
    )
  }
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {count === undefined ? `${found.length} or more` : formatNumber(count)}{' '}
        {count === 1 ? 'image' : 'images'} in the view
      </Text>
      <ul className={classes.results} aria-busy={items.isFetching}>
        {found.map((item) => (
          <Result key={item.id} item={item} is_picked={item.id === picked} pick={pick} />
        ))}
      </ul>
      {items.hasNextPage && (
        <Button
          variant="default"
          onClick={() => void items.fetchNextPage()}
          loading={items.isFetchingNextPage}
        >
          Show more
        </Button>
      )}
    </>
  )
}

interface ResultProps {
  item: Item
  is_picked: boolean
  pick: (id: string | undefined) => void
}

function Result({ item, is_picked, pick }: ResultProps) {
  const place = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (is_picked) place.current?.scrollIntoView({ block: 'nearest' })
  }, [is_picked])
  const {
    datetime,
    platform,
    'eo:cloud_cover': clouds,
    'view:off_nadir': angle,
    'order:status': status,
  } = item.properties ?? {}
  return (
    <li ref={place} className={classes.result} data-picked={is_picked || undefined}>
      <button
        type="button"
        className={classes.show}
        aria-pressed={is_picked}
        onClick={() => pick(is_picked ? undefined : item.id)}
      >
        <Thumbnail item={item} />
        <span className={classes.told}>
          <strong>{typeof datetime === 'string' ? formatTime(datetime) : item.id}</strong>
          <span>{[platform, percent(clouds), degrees(angle)].filter(Boolean).join(' · ')}</span>
        </span>
      </button>
      <LinkButton
        to="/archive/$collection/$item"
        params={{ collection: item.collection, item: item.id }}
        variant="subtle"
        size="compact-sm"
      >
        View
      </LinkButton>
      {status === 'orderable' && (
        <LinkButton
          to="/orders/new"
          search={{ item: item.id, collection: item.collection }}
          variant="default"
          size="compact-sm"
        >
          Order
        </LinkButton>
      )}
    </li>
  )
}

const percent = (clouds: unknown) => typeof clouds === 'number' && `${formatNumber(clouds, 0)} % clouds`
const degrees = (angle: unknown) => typeof angle === 'number' && `${formatNumber(angle, 0)}° off`
