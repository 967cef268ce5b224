// Operators see whether the odds were kept, in a browser. A year of orders cannot be waited for: what the API tells is given.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { OddsReliability } from '@swath/contract/odds'
import type { Page } from 'playwright-core'
import { no_browser } from './browser.ts'
import { look } from './look.ts'
import { Visitors } from './visitors.ts'

const nothing: OddsReliability = {
  from: '2026-01-01T00:00:00.000Z',
  until: '2027-01-01T00:00:00.000Z',
  is_whole: true,
  source: 'ITU-R P.840-7 and P.837-7',
  images: 0,
  foretold_share: null,
  clear_share: null,
  bins: [],
  promises: [],
}
const something: OddsReliability = {
  ...nothing,
  images: 12_345,
  foretold_share: 0.613,
  clear_share: 0.598,
  bins: [
    { from: 0.5, to: 0.6, images: 0, foretold_share: null, clear_share: null },
    { from: 0.6, to: 0.7, images: 12_345, foretold_share: 0.613, clear_share: 0.598 },
  ],
  promises: [
    {
      basis: 'climate',
      orders: 1,
      promised_share: 0.4,
      kept_share: 0,
      bins: [{ from: 0.4, to: 0.5, orders: 1, promised_share: 0.4, kept_share: 0 }],
    },
    {
      basis: 'forecast',
      orders: 2000,
      promised_share: 0.86,
      kept_share: 0.841,
      bins: [
        { from: 0.7, to: 0.8, orders: 0, promised_share: null, kept_share: null },
        { from: 0.8, to: 0.9, orders: 1200, promised_share: 0.82, kept_share: 0.8 },
        { from: 0.9, to: 1, orders: 800, promised_share: 0.95, kept_share: 0.904 },
      ],
    },
  ],
}

describe('the reliability of odds', { skip: no_browser }, () => {
  const visitors = new Visitors()

  async function told(answer: OddsReliability | undefined, work: (page: Page) => Promise<void>) {
    await visitors.as('operator', async (page) => {
      if (answer) await page.route('**/ops/v1/odds/reliability*', (route) => route.fulfill({ json: answer }))
      await page.goto('/console/service-levels')
      await work(page)
    })
  }
  async function rowsOf(page: Page, name: string) {
    const table = page.getByRole('table', { name })
    await table.waitFor()
    const rows = await table.locator('tbody tr').all()
    const texts = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()))
    return texts.map((cells) => cells.join('|').replaceAll('\u00a0', ' '))
  }

  test('is told for the climate, and for what customers were told before they ordered, by the basis of it', () =>
    told(something, async (page) => {
      await page
        .getByText('Of 12,345 images since 1 Jan 2026, 59.8 % were within their cloud limit')
        .waitFor()
      await page
        .getByText('By the climate: of 1 order, 0 % had a clear image in time; customers were told 40 %.')
        .waitFor()
      await page
        .getByText(
          'By a forecast: of 2,000 orders, 84.1 % had a clear image in time; customers were told 86 %.',
        )
        .waitFor()
      assert.deepEqual(await rowsOf(page, 'Odds of a clear sky, and what came'), [
        '60 % to 70 %|12,345|61.3 %|59.8 %',
      ])
      assert.deepEqual(await rowsOf(page, 'Odds that customers were told, and what came'), [
        'By the climate, 40 % to 50 %|1|40 %|0 %',
        'By a forecast, 80 % to 90 %|1,200|82 %|80 %',
        'By a forecast, 90 % to 100 %|800|95 %|90.4 %',
      ])
      await look(page, 'the reliability of odds')
    }))

  test('says so where nothing is known yet, as the API tells it', () =>
    told(undefined, async (page) => {
      await page
        .getByText('No order of the last year was analysed before, has seen a sky, and is over yet.')
        .waitFor()
      await page.getByText('No image of the last year has told its clouds yet.').waitFor()
    }))
})
