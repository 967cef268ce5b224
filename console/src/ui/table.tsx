import type { ReactNode } from 'react'
import { SelectAll, type Selection, SelectRow } from './selection.tsx'
import { SortButton, type Sorting, sortOf } from './sorting.tsx'
import { useOverflow } from './use-overflow.ts'

export interface Column<T> {
  title: string
  align?: 'right'
  /** On a phone the title stands before the value, unless the value speaks for itself. */
  speaks?: boolean
  /** The field by which the API sorts what stands here. */
  sorts?: string
  cell: (row: T) => ReactNode
}

interface TableProps<T> {
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
  /** The first cell holds a link of the class `row-link`, which the whole row then is. */
  opens?: boolean
  sorting?: Sorting
  selection?: Selection<T>
}

/** A table that scrolls sideways where it is too wide, and becomes a list of cards on a phone. */
export function Table<T>({ label, columns, rows, keyOf, opens, sorting, selection }: TableProps<T>) {
  const { ref, overflows } = useOverflow()
  return (
    <div
      ref={ref}
      className="table-box"
      {...(overflows ? { role: 'group', tabIndex: 0, 'aria-label': `${label}, scrolls sideways` } : {})}
    >
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {selection && (
              <td className="select">
                <SelectAll selection={selection} rows={rows} />
              </td>
            )}
            {columns.map((column) => (
              <Heading key={column.title} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-opens={opens || undefined}>
              {selection && (
                <td className="select">
                  <SelectRow selection={selection} rows={rows} row={row} />
                </td>
              )}
              {columns.map(({ title, align, speaks, cell }, index) => (
                <td
                  key={title}
                  className={index === 0 ? 'lead' : undefined}
                  data-align={align}
                  data-label={index === 0 || speaks ? undefined : title}
                >
                  <div className="cell">{cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface HeadingProps {
  column: Pick<Column<never>, 'title' | 'align' | 'sorts'>
  sorting: Sorting | undefined
}

function Heading({ column: { title, align, sorts }, sorting }: HeadingProps) {
  if (!sorting || !sorts) {
    return (
      <th scope="col" data-align={align}>
        {title}
      </th>
    )
  }
  return (
    <th scope="col" data-align={align} aria-sort={sortOf(sorting, sorts) ?? 'none'}>
      <SortButton sorting={sorting} field={sorts} title={title} />
    </th>
  )
}
