import type { ReactNode } from 'react'

export interface Column<T> {
  title: string
  align?: 'right'
  /** On a phone the title stands before the value, unless the value speaks for itself. */
  speaks?: boolean
  cell: (row: T) => ReactNode
}

interface TableProps<T> {
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
  /** The first cell holds a link of the class `row-link`, which the whole row then is. */
  opens?: boolean
}

/** A table that becomes a list of cards on a phone. */
export function Table<T>({ label, columns, rows, keyOf, opens }: TableProps<T>) {
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ title, align }) => (
            <th key={title} scope="col" data-align={align}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} data-opens={opens || undefined}>
            {columns.map(({ title, align, speaks, cell }, index) => (
              <td key={title} data-align={align} data-label={index === 0 || speaks ? undefined : title}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
