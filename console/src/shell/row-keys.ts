const steps: Readonly<Record<string, 1 | -1>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

/**
 * The keys of tables: `j` and `k` go from row to row, also into the first table of the page; so do the arrows from a
 * row on, which scroll the page before. `x` selects a row that can be selected. Enter opens it as any link.
 */
export function stepRows(event: KeyboardEvent) {
  const rows = [...document.querySelectorAll('.table tbody tr')].filter((row) => entryOf(row))
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const step = steps[event.key]
  if (event.key === 'x' && at >= 0) selectorOf(rows[at]!)?.click()
  if (step === undefined || (at < 0 && event.key.startsWith('Arrow')) || isElsewhere()) return
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step]
  if (!next) return
  event.preventDefault()
  entryOf(next)?.focus()
  next.scrollIntoView({ block: 'nearest' })
}

/** A menu or a dialog has arrows and letters of its own. */
const isElsewhere = () =>
  document.activeElement?.closest('[role=dialog], [role=menu], [role=listbox], [role=combobox]') != null

/** The element of a row that is focused: what opens it, or else the first that can be pressed. */
const entryOf = (row: Element) =>
  row.querySelector<HTMLElement>('.row-link') ?? row.querySelector<HTMLElement>('a, button')

const selectorOf = (row: Element) => row.querySelector<HTMLInputElement>('input[type=checkbox]')
