import { NativeSelect, UnstyledButton } from '@mantine/core'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useState } from 'react'
import { comparing, type Sortable } from './comparing.ts'

export interface Sorting {
  /** As the API takes it: `-created_at` is descending. */
  by: string
  onSort: (by: string) => void
}

/** A column, as far as it is sorted by. */
export interface Sorted<T> {
  title: string
  /** The field by which the API sorts what stands here. */
  sorts?: string
  /** The value by which it is sorted here, where all rows are at hand. */
  value?: (row: T) => Sortable
}

export function sortOf({ by }: Sorting, field: string): 'ascending' | 'descending' | undefined {
  if (by === field) return 'ascending'
  return by === `-${field}` ? 'descending' : undefined
}

/** The sorting of a list that the API sorts. */
export function useSorting<Field extends string>(first: Field | `-${Field}`) {
  const [by, setBy] = useState(first)
  // A table knows no other fields than those of its columns.
  return { by, onSort: (chosen: string) => setBy(chosen as typeof by) }
}

/** Sorts rows that are all here, by the columns that have values, under their titles. At first they stay as they came. */
export function useOwnSorting<T>(columns: readonly Sorted<T>[], rows: readonly T[]) {
  const [by, onSort] = useState('')
  const title = by.replace(/^-/, '')
  const value = columns.find((column) => column.title === title)?.value
  const sorted = useMemo(
    () => (value ? rows.toSorted(comparing(value, by === title ? 1 : -1)) : rows),
    [rows, value, by, title],
  )
  return { rows: sorted, sorting: { by, onSort } }
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

interface SortChoiceProps {
  label: string
  sorting: Sorting
  fields: readonly { title: string; field: string }[]
}

/** The same on a phone, where a table has no headings. */
export function SortChoice({ label, sorting, fields }: SortChoiceProps) {
  const choices = fields.flatMap(({ title, field }) => [
    { value: field, label: `${title}, ascending` },
    { value: `-${field}`, label: `${title}, descending` },
  ])
  const is_known = choices.some(({ value }) => value === sorting.by)
  return (
    <NativeSelect
      className="sort-choice"
      size="xs"
      aria-label={`Sort ${label}`}
      data={is_known ? choices : [{ value: sorting.by, label: 'Sort by' }, ...choices]}
      value={sorting.by}
      onChange={({ currentTarget }) => sorting.onSort(currentTarget.value)}
    />
  )
}
