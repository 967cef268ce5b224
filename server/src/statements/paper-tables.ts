import { setImmediate } from 'node:timers/promises'
import { majorText } from '@swath/contract/money'
import { findProduct, productNameOf } from '@swath/contract/products/registry'
import type { Statement, StatementLine } from '@swath/contract/statements'
import { accent, band, grey, left, right, type Sheet } from './paper-sheet.ts'
import type { LineRow, LineSum } from './store.ts'

/** In the major unit, in groups of three: `1,234.50`, and `-` as a minus sign. */
export function amountText(amount_minor: number, currency: string): string {
  const [whole = '', ...decimals] = majorText(amount_minor, currency).split('.')
  return [whole.replace('-', '−').replaceAll(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')
}

function quantityText(quantity: number | null, unit: string | null): string {
  if (quantity === null) return ''
  const [whole = '', ...decimals] = (unit === 'km2' ? quantity.toFixed(6) : String(quantity)).split('.')
  return `${[whole.replaceAll(/\B(?=(\d{3})+$)/g, ','), ...decimals].join('.')} ${unit === 'km2' ? 'km²' : ''}`.trim()
}

interface Column {
  title: string
  x: number
  width: number
  align?: 'right'
}

const date: Column = { title: 'Date', x: left, width: 56 }
const what: Column = { title: 'Order and deliverable', x: left + 58, width: 180 }
const product: Column = { title: 'Product', x: left + 244, width: 84 }
const quantity: Column = { title: 'Quantity', x: left + 330, width: 68, align: 'right' }
const price: Column = { title: 'Unit price', x: left + 400, width: 44, align: 'right' }
const amount: Column = { title: 'Amount', x: left + 448, width: right - left - 448, align: 'right' }

function drawTitles(sheet: Sheet, columns: readonly Column[]) {
  for (const { title, x, ...place } of columns)
    sheet.text(title, x, sheet.y, { size: 7.5, color: grey, ...place })
  sheet.line(sheet.y + 13, grey, 0.7)
  sheet.y += 19
}

function drawTitle(sheet: Sheet, title: string) {
  sheet.text(title, left, sheet.y, { font: 'bold', size: 11, width: right - left })
  sheet.y += 21
}

// Sums ---------------------------------------------------------------------------------------------------

const kind_names: Record<StatementLine['kind'], string> = {
  charge: '',
  cancellation_fee: 'Cancellation fees',
  refund: 'Credits for rejected deliverables',
  adjustment: 'Credits',
  compensation: 'Compensations',
}

/** Draws what was delivered of each product, then fees and credits. */
export function drawSums(sheet: Sheet, { currency }: Statement, sums: readonly LineSum[]) {
  const total = { ...quantity, x: left + 318, width: 120 }
  const columns = [{ ...what, title: 'Product', x: left, width: 300 }, total, amount]
  drawTitle(sheet, 'Summary')
  drawTitles(sheet, columns)
  sheet.onBreak = { before: () => undefined, after: () => drawTitles(sheet, columns) }
  for (const sum of sums) {
    sheet.ensure(17)
    const name = [kind_names[sum.kind], sum.sku, productName(sum.sku), sum.processing_level].filter(Boolean)
    sheet.text(name.join('  ·  '), left, sheet.y, { width: 310 })
    sheet.text(quantityText(sum.quantity, sum.unit), total.x, sheet.y, total)
    sheet.text(amountText(sum.amount_minor, currency), amount.x, sheet.y, { ...amount, font: 'medium' })
    sheet.line(sheet.y + 13)
    sheet.y += 18
  }
  sheet.onBreak = undefined
  sheet.y += 18
}

function productName(sku: string | null): string | undefined {
  return sku !== null && findProduct(sku) ? productNameOf(sku) : undefined
}

// Lines --------------------------------------------------------------------------------------------------

const row_height = 29
const carried_height = 18

/** Every line; each page ends with what the lines add up to so far, and the next one begins with it. */
export async function drawLines(
  sheet: Sheet,
  { currency, total_minor }: Statement,
  lines: readonly LineRow[],
  url: string,
): Promise<void> {
  const columns = [date, what, product, quantity, price, amount]
  let so_far = 0
  sheet.ensure(80)
  drawTitle(sheet, 'Lines')
  drawTitles(sheet, columns)
  sheet.onBreak = {
    before: () => drawCarried(sheet, 'Carried forward', amountText(so_far, currency)),
    after: () => {
      drawTitles(sheet, columns)
      drawCarried(sheet, 'Brought forward', amountText(so_far, currency))
    },
  }
  for (const [at, line] of lines.entries()) {
    // Thousands of lines take seconds, in which others are waiting.
    if (at % 25 === 24) await setImmediate()
    sheet.ensure(row_height + carried_height)
    drawLine(sheet, currency, line, url)
    so_far += line.amount_minor
  }
  sheet.onBreak = undefined
  if (so_far !== total_minor)
    throw new Error(`The lines add up to ${so_far}, and the statement to ${total_minor}`)
  drawCarried(sheet, 'Total', `${currency} ${amountText(so_far, currency)}`)
}

function drawCarried(sheet: Sheet, name: string, text: string) {
  sheet.doc.rect(left, sheet.y - 4, right - left, carried_height - 2).fill(band)
  sheet.text(name, left + 6, sheet.y - 1, { font: 'medium', width: 200 })
  sheet.text(text, left + 260, sheet.y - 1, { font: 'bold', width: right - left - 260, align: 'right' })
  sheet.y += carried_height
}

function drawLine(sheet: Sheet, currency: string, line: LineRow, url: string) {
  const { y } = sheet
  const second = { size: 6.5, color: grey }
  sheet.text(line.booked_at.toISOString().slice(0, 10), date.x, y, date)
  sheet.text(titleOf(line), what.x, y, what)
  const deliverable = line.deliverable_id
  if (deliverable !== null) {
    const link = `${url}/v2/deliverables/${deliverable}`
    sheet.text(deliverable, what.x, y + 12, { ...what, ...second, color: accent, link })
  }
  sheet.text(line.sku ?? '', product.x, y, product)
  sheet.text(productDetail(line), product.x, y + 12, { ...product, ...second })
  sheet.text(quantityText(line.quantity, line.unit), quantity.x, y, quantity)
  sheet.text(line.price_minor === null ? '' : amountText(line.price_minor, currency), price.x, y, price)
  sheet.text(amountText(line.amount_minor, currency), amount.x, y, { ...amount, font: 'medium' })
  sheet.line(y + 23)
  sheet.y += row_height
}

function titleOf({ order_id, order_name, project_name, message }: LineRow): string {
  if (order_id === null) return message ?? ''
  return [order_id, order_name, project_name].filter(Boolean).join('  ·  ')
}

function productDetail({ kind, processing_level, corrects_number }: LineRow): string {
  const of_what = corrects_number === null ? '' : `of ${corrects_number}`
  const words = {
    charge: '',
    cancellation_fee: 'Cancellation fee',
    refund: 'Refund',
    adjustment: 'Credit',
    compensation: 'Compensation',
  }
  return [words[kind], corrects_number === null ? processing_level : of_what].filter(Boolean).join(' ')
}
