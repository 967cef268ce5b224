import { UnstyledButton } from '@mantine/core'
import { ArrowDown, ArrowUp } from 'lucide-react'

export interface Sorting {
  /** As the API takes it: `-created_at` is descending. */
  by: string
  onSort: (by: string) => void
}

export function sortOf({ by }: Sorting, field: string): 'ascending' | 'descending' | undefined {
  if (by === field) return 'ascending'
  return by === `-${field}` ? 'descending' : undefined
}

/** Sorts by a column, and the other way round when it is pressed again. */
export function SortButton({ sorting, field, title }: { sorting: Sorting; field: string; title: string }) {
  const sort = sortOf(sorting, field)
  const Arrow = sort === 'descending' ? ArrowDown : ArrowUp
  return (
    <UnstyledButton
      className="sort"
      data-sorted={sort !== undefined || undefined}
      onClick={() => sorting.onSort(sort === 'ascending' ? `-${field}` : field)}
    >
      {title}
      <Arrow size={13} aria-hidden />
    </UnstyledButton>
  )
}
