import type { ReactNode } from 'react'
import { SelectAll, type Selection, SelectRow } from './selection.tsx'
import { SortButton, SortChoice, type Sorted, type Sorting, sortOf, useOwnSorting } from './sorting.tsx'
import { useOverflow } from './use-overflow.ts'

export interface Column<T> extends Sorted<T> {
  align?: 'right'
  /** On a phone the title stands before the value, unless the value speaks for itself. */
  speaks?: boolean
  cell: (row: T) => ReactNode
}

/** A list whose beginning is shown is not sorted as if it were all of it. */
export const withoutValue = <T,>({ value: _, ...column }: Column<T>): Column<T> => column

interface TableProps<T> {
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string
  /** The first cell holds a link of the class `row-link`, which the whole row then is. */
  opens?: boolean
  /** Sorts by the fields of the API; without it, rows are sorted here by the values of columns. */
  sorting?: Sorting
  selection?: Selection<T>
}

/** A table that scrolls sideways where it is too wide, and becomes a list of cards on a phone. */
export function Table<T>({ rows, sorting, ...props }: TableProps<T>) {
  const own = useOwnSorting(props.columns, rows)
  if (sorting) return <SortedTable {...props} rows={rows} sorting={sorting} fieldOf={({ sorts }) => sorts} />
  return <SortedTable {...props} {...own} fieldOf={ownFieldOf} />
}

interface SortedTableProps<T> extends TableProps<T> {
  sorting: Sorting
  /** The name under which a column is sorted by; nothing where it is not. */
  fieldOf: (column: Sorted<T>) => string | undefined
}

const ownFieldOf = <T,>({ title, value }: Sorted<T>) => value && title

/** One way to sort is as good as none: a choice would take room for nothing. */
const fewest_to_sort = 2

function SortedTable<T>(props: SortedTableProps<T>) {
  const { label, columns, rows, keyOf, opens, sorting, fieldOf, selection } = props
  const { ref, overflows } = useOverflow()
  const fields = columns.flatMap((column) => {
    const field = fieldOf(column)
    return field === undefined ? [] : [{ title: column.title, field }]
  })
  return (
    <>
      {fields.length > 0 && rows.length >= fewest_to_sort && <SortChoice {...{ label, sorting, fields }} />}
      <div
        ref={ref}
        className="table-box"
        {...(overflows ? { role: 'group', tabIndex: 0, 'aria-label': `${label}, scrolls sideways` } : {})}
      >
        <table className="table" aria-label={label}>
          <Head {...props} />
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
    </>
  )
}

function Head<T>({ columns, rows, sorting, fieldOf, selection }: SortedTableProps<T>) {
  return (
    <thead>
      <tr>
        {selection && (
          <td className="select">
            <SelectAll selection={selection} rows={rows} />
          </td>
        )}
        {columns.map((column) => (
          <Heading key={column.title} column={column} field={fieldOf(column)} sorting={sorting} />
        ))}
      </tr>
    </thead>
  )
}

interface HeadingProps {
  column: Pick<Column<never>, 'title' | 'align'>
  field: string | undefined
  sorting: Sorting
}

function Heading({ column: { title, align }, field, sorting }: HeadingProps) {
  if (!field) {
    return (
      <th scope="col" data-align={align}>
        {title}
      </th>
    )
  }
  return (
    <th scope="col" data-align={align} aria-sort={sortOf(sorting, field) ?? 'none'}>
      <SortButton sorting={sorting} field={field} title={title} />
    </th>
  )
}
