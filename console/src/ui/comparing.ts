export type Sortable = string | number | null | undefined

const words = new Intl.Collator(undefined, { numeric: true })

/** A row without a value stands behind all others, in both directions. */
export const comparing =
  <T>(value: (row: T) => Sortable, direction: 1 | -1) =>
  (one: T, other: T): number => {
    const [a, b] = [value(one) ?? '', value(other) ?? '']
    if (a === '' || b === '') return Number(a === '') - Number(b === '')
    return (
      direction * (typeof a === 'number' && typeof b === 'number' ? a - b : words.compare(`${a}`, `${b}`))
    )
  }
