import { Checkbox } from '@mantine/core'
import type { MouseEvent } from 'react'

/** The rows that are chosen, also those that are on the page no more. */
export interface Selection<T> {
  chosen: ReadonlyMap<string, T>
  keyOf: (row: T) => string
  nameOf: (row: T) => string
  choose: (chosen: ReadonlyMap<string, T>) => void
  /** The row that was pressed last, from which a press with Shift goes on. */
  last: { current: string | undefined }
}

interface RowsProps<T> {
  selection: Selection<T>
  rows: readonly T[]
}

export function SelectRow<T>({ selection, rows, row }: RowsProps<T> & { row: T }) {
  const { chosen, keyOf, nameOf, choose, last } = selection
  const key = keyOf(row)
  const is_chosen = chosen.has(key)
  function press({ shiftKey }: MouseEvent) {
    const pressed = shiftKey ? rowsBetween(rows, keyOf, last.current, key) : [row]
    last.current = key
    choose(withRows(selection, pressed, !is_chosen))
  }
  return (
    <Checkbox
      size="xs"
      aria-label={`Select ${nameOf(row)}`}
      checked={is_chosen}
      onClick={press}
      onChange={() => undefined}
    />
  )
}

export function SelectAll<T>({ selection, rows }: RowsProps<T>) {
  const { chosen, keyOf, choose } = selection
  const count = rows.filter((row) => chosen.has(keyOf(row))).length
  return (
    <Checkbox
      size="xs"
      aria-label="Select all rows"
      checked={count === rows.length}
      indeterminate={count > 0 && count < rows.length}
      onChange={() => choose(withRows(selection, rows, count < rows.length))}
    />
  )
}

function rowsBetween<T>(rows: readonly T[], keyOf: (row: T) => string, from: string | undefined, to: string) {
  const ends = [from, to].map((key) => rows.findIndex((row) => keyOf(row) === key))
  const [first, last] = [Math.min(...ends), Math.max(...ends)]
  return rows.slice(first < 0 ? last : first, last + 1)
}

function withRows<T>(
  { chosen, keyOf }: Pick<Selection<T>, 'chosen' | 'keyOf'>,
  rows: readonly T[],
  are_chosen: boolean,
): ReadonlyMap<string, T> {
  const changed = new Map(chosen)
  for (const row of rows) {
    if (are_chosen) changed.set(keyOf(row), row)
    else changed.delete(keyOf(row))
  }
  return changed
}
