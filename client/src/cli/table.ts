import stringWidth from 'string-width'
import { facts } from './output.ts'
import { printableLine } from './printable.ts'

type Cell = string | number | null | undefined

interface Column {
  is_number: boolean
  /** Columns of the terminal that its longest text takes. */
  natural: number
  /** Likewise its longest word: words are not broken. */
  longest_word: number
}

/** Sentences become no narrower than the first of these, or than the second where nothing else fits. */
const narrowest_sentences = [20, 10]
const gap = '  '

/**
 * Columns as wide as what is in them; numbers to the right. Where the terminal is narrower, sentences take several lines,
 * and where that is not enough, the facts of each row stand below each other: nothing is cut off, since ids are typed again.
 * @param width of the terminal
 */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  width = process.stdout.columns ?? Number.POSITIVE_INFINITY,
): string {
  if (rows.length === 0) return 'Nothing found'
  const texts = rows.map((row) => row.map((cell) => printableLine(String(cell ?? ''))))
  const columns = header.map((name, at): Column => {
    const of_column = [name, ...texts.map((row) => row[at]!)]
    return { ...spaceOf(of_column), is_number: rows.every((row) => typeof row[at] === 'number') }
  })
  const space = width - gap.length * (columns.length - 1)
  const widths = narrowest_sentences.map((narrowest) => fitted(columns, space, narrowest)).find((one) => one)
  if (!widths) return records(header, texts)
  const line = (row: readonly string[]) => lineOf(row, columns, widths)
  return [line(header), line(widths.map((one) => '-'.repeat(one))), ...texts.map(line)].join('\n')
}

function spaceOf(texts: readonly string[]): Omit<Column, 'is_number'> {
  const widest = (all: readonly string[]) => all.reduce((most, one) => Math.max(most, widthOf(one)), 0)
  const longest_word = texts.reduce((most, text) => Math.max(most, widest(text.split(' '))), 0)
  return { natural: widest(texts), longest_word }
}

/** Most texts are plain, for which nothing has to be looked up. */
function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text)
}

/** Takes from the widest until all fit. @returns undefined if they cannot */
function fitted(columns: readonly Column[], width: number, narrowest: number): number[] | undefined {
  const widths = columns.map(({ natural }) => natural)
  const least = columns.map(({ longest_word }) => Math.max(longest_word, narrowest))
  for (let excess = widths.reduce((sum, one) => sum + one, 0) - width; excess > 0; excess -= 1) {
    const wide = widths.map((one, at) => (one > least[at]! ? one : 0))
    const widest = wide.indexOf(Math.max(...wide))
    if (wide[widest] === 0) return undefined
    widths[widest]! -= 1
  }
  return widths
}

/** A row on as many lines as its cells need. */
function lineOf(row: readonly string[], columns: readonly Column[], widths: readonly number[]): string {
  const cells = row.map((cell, at) => wrapped(cell, widths[at]!))
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, number) =>
    cells
      .map((lines, at) => padded(lines[number] ?? '', widths[at]!, columns[at]!.is_number))
      .join(gap)
      .trimEnd(),
  ).join('\n')
}

function padded(text: string, width: number, to_the_right: boolean): string {
  const space = ' '.repeat(width - widthOf(text))
  return to_the_right ? space + text : text + space
}

function wrapped(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text]
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

function records(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.map((row) => facts(Object.fromEntries(header.map((name, at) => [name, row[at]])))).join('\n\n')
}
