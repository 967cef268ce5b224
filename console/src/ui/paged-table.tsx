import { Button, Group } from '@mantine/core'
import type { Page } from '@swath/client/lists'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Sorting } from './sorting.tsx'
import { Failure, Loading } from './states.tsx'
import { type Column, Table, withoutValue } from './table.tsx'

interface PagedTableProps<T> {
  label: string
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>
  columns: readonly Column<T>[]
  keyOf: (row: T) => string
  opens?: boolean
  /** Sorts by the fields of the API. Without it, a list that is here as a whole is sorted by the values of columns. */
  sorting?: Sorting
  /** Instead of a table without rows. */
  empty: ReactNode
}

/** A list that is fetched page by page, with a button for the next one. */
export function PagedTable<T>({ query, empty, opens = false, columns, ...table }: PagedTableProps<T>) {
  const rows = query.data?.pages.flatMap(({ items }) => items)
  if (!rows) {
    if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />
    return <Loading />
  }
  if (rows.length === 0) return empty
  return (
    <>
      <Table
        {...table}
        columns={query.hasNextPage ? columns.map(withoutValue) : columns}
        opens={opens}
        rows={rows}
      />
      {query.hasNextPage && (
        <Group justify="center" p="sm" className="screen-only">
          <Button
            variant="subtle"
            size="xs"
            onClick={() => void query.fetchNextPage()}
            loading={query.isFetchingNextPage}
          >
            Show more
          </Button>
        </Group>
      )}
    </>
  )
}
