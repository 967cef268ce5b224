/** A line of RFC 4180, ended. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`
}

function cellOf(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = withoutFormula(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A spreadsheet takes this for a formula, in letters of either width: at the beginning, or where it may believe that
 * another cell begins, because in many countries a semicolon separates them.
 */
const formula = /(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])/g

/** Names are chosen by whoever orders, and spreadsheets run formulas. */
function withoutFormula(text: string): string {
  return text.replaceAll(formula, "$1'")
}
