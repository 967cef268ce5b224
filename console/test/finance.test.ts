// Journeys of whoever pays: what was consumed, and what is on paper.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import { no_browser } from './browser.ts'
import { placeOrder } from './furnish.ts'
import { customerOf, furnishBusiness, operatorOf } from './furnish-business.ts'
import { fits, look } from './look.ts'
import { Visitors } from './visitors.ts'

describe('the console for whoever pays', { skip: no_browser }, () => {
  const visitors = new Visitors()
  let statement_id: string
  before(async () => {
    const { id } = await placeOrder(visitors.sandbox, 'Port of Rotterdam', [4.05, 51.95], 'clear')
    await visitors.sandbox.closed(id)
    ;({ statement_id } = await furnishBusiness(visitors.sandbox, id))
  })

  async function saved(page: Page, button: string): Promise<string[]> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ])
    return readFileSync((await download.path())!, 'utf8')
      .trimEnd()
      .split('\r\n')
  }

  const monthsAgo = (months: number, day: number) => {
    const now = new Date()
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day))
  }
  const dayText = (at: Date) => at.toISOString().slice(0, 10)

  test('consumption opens with the last month; a sum leads to what it adds up, and both come as CSV', () =>
    visitors.as('demo', async (page) => {
      await page.goto('/console/consumption')
      await page.getByRole('radio', { name: 'Last month', checked: true }).waitFor({ state: 'attached' })
      const sums = page.getByRole('table', { name: 'Consumption by SKU' })
      const row = sums.getByRole('row').nth(1)
      const sku = (await row.getByRole('link').textContent())!
      const deliverables = Number(await row.getByRole('cell').nth(1).textContent())
      const csv = await saved(page, 'These sums as CSV')
      assert.equal(csv.length, await sums.getByRole('row').count())
      assert.ok(csv[1]!.startsWith(`${sku},`), csv[1])
      await row.getByRole('link').click()
      const heading = page.getByRole('heading', { name: `Deliverables of ${sku}` })
      await heading.waitFor()
      await page.getByRole('table', { name: 'Deliverables' }).getByRole('row').nth(1).waitFor()
      const { y } = (await heading.boundingBox())!
      assert.ok(y < page.viewportSize()!.height, `what was asked for is out of view, at ${y}`)
      const lines = await saved(page, 'These deliverables as CSV')
      assert.equal(lines.length, deliverables + 1)
      await look(page, 'the deliverables of a sum')
      await page.getByRole('button', { name: 'Close the deliverables' }).click()
      await heading.waitFor({ state: 'hidden' })
    }))

  test('any days can be chosen, and are in the address', () =>
    visitors.as('demo', async (page) => {
      await page.goto(`/console/consumption?from=${dayText(monthsAgo(1, 3))}&to=${dayText(monthsAgo(1, 7))}`)
      const cells = page.getByRole('table', { name: 'Consumption by SKU' }).getByRole('cell')
      await cells.first().waitFor()
      const { totals } = await customerOf(visitors.sandbox).consumption.read([], {
        delivered_at__gte: monthsAgo(1, 3),
        delivered_at__lt: monthsAgo(1, 8),
      })
      assert.equal(await cells.nth(1).textContent(), String(totals[0]!.deliverables))
      await page.getByRole('button', { name: /^From / }).click()
      await page.getByRole('button', { name: /^1 / }).first().click()
      await page.waitForURL((url) => url.searchParams.get('from') === dayText(monthsAgo(1, 1)))
      await page.goto(`/console/consumption?from=${dayText(monthsAgo(3, 1))}&to=${dayText(monthsAgo(3, 2))}`)
      await page.getByText('Nothing was delivered in this time').waitFor()
      await page.getByRole('button', { name: '12 months' }).click()
      await cells.first().waitFor()
    }))

  test('this month has a forecast that says how it is computed, and the line of the budget', () =>
    visitors.as('demo', async (page) => {
      const { currencies } = await customerOf(visitors.sandbox).consumption.forecast()
      // What is left is near enough to be drawn.
      const amount_minor = 100_000 - currencies[0]!.budget_minor!
      await operatorOf(visitors.sandbox).admin.grant(demo_contracts.demo, {
        amount_minor,
        message: 'Taken back',
      })
      await page.goto('/console/consumption')
      await page.getByText('This month', { exact: true }).click()
      await page.getByText(/^Forecast: /).waitFor()
      await page.getByText(`the mean of the ${currencies[0]!.based_on_days} days since`).waitFor()
      await page.getByRole('img', { name: /added up, in USD/ }).waitFor()
      await page.getByText('Forecast until').waitFor()
      await page.getByText('Budget', { exact: true }).waitFor()
      await page.getByText('US$1,000.00 of the budget are left').waitFor()
      await look(page, 'a forecast')
      await page.getByText('Each by itself').click()
      await page.getByRole('img', { name: 'What was charged, in USD' }).waitFor()
      await page.getByText(/^Forecast: /).waitFor()
    }))

  test('a statement says who bills whom, is an electronic invoice, and prints as a table without what is only for screens', () =>
    visitors.as('demo', async (page) => {
      await page.goto(`/console/statements/${statement_id}`)
      const lines = page.getByRole('table', { name: 'Lines' })
      await lines.waitFor()
      await page.getByText('1 Quay Street').waitFor()
      assert.equal(await page.getByRole('button', { name: /as UBL/ }).count(), 0)
      const billing = { name: 'Port Authority', address: ['1 Quay Street', 'Rotterdam'] }
      await operatorOf(visitors.sandbox).admin.setBillingDetails(demo_contracts.demo, {
        ...billing,
        invoicing: { country: 'NL', peppol_id: '0106:27364507', tax: { category: 'S', percent: 21 } },
      })
      await page.reload()
      await page.getByText('(21 %)').waitFor()
      await page.getByRole('button', { name: /as UBL/ }).click()
      await page.getByText(/country of the provider is missing/).waitFor()
      await look(page, 'a statement with tax')
      await page.setViewportSize({ width: 690, height: 900 })
      await page.emulateMedia({ media: 'print' })
      await page.getByRole('button', { name: 'Print' }).waitFor({ state: 'hidden' })
      assert.equal(await page.getByRole('navigation').count(), 0)
      await page.getByRole('columnheader', { name: 'Amount' }).waitFor()
      await page.evaluate(fits)
      const { x, width } = (await lines.boundingBox())!
      assert.ok(x >= 0 && x + width <= 690, `the lines are cut: from ${x}, ${width} wide`)
      await page.emulateMedia({ media: null })
    }))
})
