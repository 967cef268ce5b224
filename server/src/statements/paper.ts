import { buffer } from 'node:stream/consumers'
import { type Party, type Statement, tax_categories } from '@swath/contract/statements'
import { accent, band, grey, ink, left, openSheet, right, rule, type Sheet } from './paper-sheet.ts'
import { amountText, drawLines, drawSums } from './paper-tables.ts'
import type { LineRow, LineSum } from './store.ts'

/** The address to which links lead, and the font for what Inter has no letters for; see `Typesetter`. */
export interface Press {
  public_url: string
  font?: string | undefined
}

export interface Drawing {
  statement: Statement
  sums: readonly LineSum[]
  lines: readonly LineRow[]
  press: Press
}

/**
 * The statement on paper: who to whom, what it adds up to, and every line, with totals carried from page to page.
 * It follows from its arguments alone, so the same statement gives the same bytes.
 */
export async function drawStatement({ statement, sums, lines, press }: Drawing): Promise<Buffer> {
  const { public_url, font } = press
  const { number, provider, closed_at, kind } = statement
  const title = `${titleOf(kind)} ${number}`
  const about = { title, author: provider.name, date: new Date(closed_at) }
  const sheet = openSheet(about, font)
  drawHead(sheet, statement)
  drawParties(sheet, statement)
  drawSums(sheet, statement, sums)
  if (lines.length === statement.line_count) await drawLines(sheet, statement, lines, public_url)
  else tellWhereLinesAre(sheet, statement, public_url)
  sheet.numberPages(`${provider.name}  ·  ${title}`)
  const bytes = buffer(sheet.doc)
  sheet.doc.end()
  return bytes
}

const titleOf = (kind: Statement['kind']) => (kind === 'credit_note' ? 'Credit note' : 'Statement')

function drawHead(sheet: Sheet, { provider, number, kind }: Statement) {
  sheet.doc.rect(0, 0, right + left, 5).fill(accent)
  sheet.text(provider.name, left, 46, { font: 'bold', size: 15, color: accent, width: 280 })
  sheet.text(titleOf(kind), left, 42, { font: 'bold', size: 22, align: 'right', width: right - left })
  sheet.text(number, left, 70, { size: 10, color: grey, align: 'right', width: right - left })
  sheet.y = 104
}

function drawParties(sheet: Sheet, statement: Statement) {
  const { provider, customer } = statement
  const top = sheet.y
  const middle = left + 190
  const ends = [drawParty(sheet, 'From', provider, left, top), drawParty(sheet, 'To', customer, middle, top)]
  const facts: [string, string][] = [
    ['Period', monthOn(statement)],
    ['Closed', dayText(statement.closed_at)],
    ['Customer number', customer.number],
    ['Currency', statement.currency],
    ...(customer.reference === null ? [] : [['Your reference', customer.reference] as [string, string]]),
    ...taxFacts(statement),
  ]
  const column = left + 380
  for (const [at, [name, value]] of facts.entries()) {
    sheet.text(name, column, top + at * 28, { size: 7.5, color: grey, width: right - column })
    sheet.text(value, column, top + at * 28 + 10, { font: 'medium', size: 9, width: right - column })
  }
  sheet.y = Math.max(...ends, top + facts.length * 28) + 14
  drawTotal(sheet, statement)
}

/** Nothing where nobody has said how the customer is taxed. */
function taxFacts({ customer, currency, tax_minor, payable_minor }: Statement): [string, string][] {
  if (customer.invoicing === null || tax_minor === null || payable_minor === null) return []
  const { category, percent } = customer.invoicing.tax
  return [
    [category === 'S' ? `Tax ${percent} %` : tax_categories[category], amountText(tax_minor, currency)],
    [payable_minor < 0 ? 'Given back with tax' : 'To pay with tax', amountText(payable_minor, currency)],
  ]
}

/** @returns where it ends */
function drawParty(
  sheet: Sheet,
  title: string,
  { name, address, tax_id }: Party,
  x: number,
  top: number,
): number {
  const width = 176
  sheet.text(title, x, top, { size: 7.5, color: grey, width })
  sheet.text(name, x, top + 11, { font: 'medium', size: 9.5, width })
  const more = [...address, ...(tax_id === null ? [] : [`Tax number ${tax_id}`])]
  for (const [at, line] of more.entries()) sheet.text(line, x, top + 26 + at * 13, { size: 9, width })
  return top + 26 + more.length * 13
}

function drawTotal(sheet: Sheet, statement: Statement) {
  const { charges_minor, cancellation_fees_minor, credits_minor, total_minor, currency } = statement
  const height = 62
  sheet.doc.roundedRect(left, sheet.y, right - left, height, 4).fill(band)
  const parts: [string, number][] = [
    ['Charges', charges_minor],
    ['Cancellation fees', cancellation_fees_minor],
    ['Credits', credits_minor],
  ]
  for (const [at, [name, amount]] of parts.entries()) {
    const x = left + 16 + at * 112
    sheet.text(name, x, sheet.y + 16, { size: 7.5, color: grey, width: 106 })
    sheet.text(amountText(amount, currency), x, sheet.y + 28, { font: 'medium', size: 11, width: 106 })
  }
  const total = `${currency} ${amountText(total_minor, currency)}`
  const place = { align: 'right', width: right - left - 16 } as const
  sheet.text('Total', left, sheet.y + 13, { size: 7.5, color: grey, ...place })
  sheet.text(total, left, sheet.y + 25, { font: 'bold', size: 17, color: ink, ...place })
  sheet.y += height + 24
}

function tellWhereLinesAre(sheet: Sheet, { statement_id, line_count }: Statement, public_url: string) {
  const url = `${public_url}/v2/statements/${statement_id}?format=csv`
  sheet.ensure(40)
  sheet.doc.moveTo(left, sheet.y).lineTo(right, sheet.y).lineWidth(0.5).strokeColor(rule).stroke()
  const width = right - left
  sheet.text(`The ${line_count} lines of this statement are too many for paper:`, left, sheet.y + 10, {
    size: 9,
    width,
  })
  sheet.text(url, left, sheet.y + 24, { size: 8, color: accent, width, link: url })
}

/** By its end: after a change of the zone a month begins where the last statement ended. */
function monthOn({ period_end, time_zone: timeZone }: Statement): string {
  const month = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone })
  const name = month.format(new Date(Date.parse(period_end) - 1))
  return timeZone === 'UTC' ? name : `${name} (${timeZone})`
}

function dayText(timestamp: string): string {
  return timestamp.slice(0, 10)
}
