// A pass is picked and ordered, in a browser, against a whole sandbox.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { secret } from '../../server/test/outside/sandbox.ts'
import { no_browser, signIn } from './browser.ts'
import { placeOrder } from './furnish.ts'
import { look } from './look.ts'
import { Visitors } from './visitors.ts'

describe('a pass that is picked', { skip: no_browser }, () => {
  const visitors = new Visitors()

  /** A new order on its page, on which nothing goes wrong. */
  async function draft(work: (page: Page) => Promise<void>) {
    await visitors.as('demo', async (page) => {
      await page.goto('/console/orders/new')
      await page.locator('[data-ready]').waitFor()
      await work(page)
    })
  }

  test('may be had by another limit: one that is chosen becomes that of the draft, and the passes are told', () =>
    draft(async (page) => {
      await page.getByLabel('Place', { exact: true }).fill('1, 12')
      await page.keyboard.press('Enter')
      await page.getByLabel('Sun elevation, at least').fill('89')
      const choice = page.getByRole('button', { name: /^Sun from \d+°\s*\d+ pass/ })
      await choice.waitFor()
      await look(page, 'the changes that would do')
      const [, degrees] = /from (\d+)°/.exec(await choice.innerText())!
      await choice.click()
      await page.getByText(/% that one is clear by/).waitFor()
      assert.equal(await page.getByLabel('Sun elevation, at least').inputValue(), `${degrees}°`)
    }))

  test('is for a place that is found by its name, with the keyboard or without', () =>
    draft(async (page) => {
      const place = page.getByLabel('Place', { exact: true })
      await place.fill('Roterdam')
      await page.getByRole('option', { name: /Rotterdam.*Netherlands/ }).waitFor()
      await look(page, 'cities of a name')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.getByText('Point at').waitFor()
      assert.equal(await place.inputValue(), '51.9225, 4.47917')
      await place.fill('Springfield, IL')
      await page
        .getByRole('option', { name: /IL, United States/ })
        .first()
        .click()
      await page
        .getByRole('status')
        .filter({ hasText: /^Point at 39\.8/ })
        .waitFor()
      await place.fill('鹿特丹')
      // The arrows have come to none of these: Enter is for what is typed.
      await page.getByRole('option', { name: /Rotterdam/ }).waitFor()
      await place.press('Enter')
      await page
        .getByRole('status')
        .filter({ hasText: /^Point at 51\.92/ })
        .waitFor()
      await place.fill('Nowhere on Earth')
      await place.press('Enter')
      await page.getByText('There is no area and no city called Nowhere on Earth.').waitFor()
    }))

  test('stays in the draft for a tab where somebody signs in later, until they start anew', () =>
    draft(async (page) => {
      await page.getByLabel('Place', { exact: true }).fill('1, 12')
      await page.keyboard.press('Enter')
      const nameOn = (tab: Page) => tab.getByLabel('Name of the order')
      await nameOn(page).fill('Half done')
      await page.getByRole('radio', { name: /^L1D US\$400/ }).check({ force: true })
      await page.getByRole('button', { name: /Place order · US\$400/ }).waitFor()
      const other = await page.context().newPage()
      await signIn(other, secret)
      await other.goto('/console/orders/new')
      await nameOn(other).waitFor()
      assert.equal(await nameOn(other).inputValue(), 'Half done')
      await other.getByRole('button', { name: 'Start anew' }).click()
      await nameOn(other).waitFor({ state: 'detached' })
      await other.goto('/console/orders/999999')
      await other.getByText('There is no order 999999').waitFor()
      assert.equal(await other.getByRole('button', { name: 'Try again' }).count(), 0)
    }))

  test('is in a draft that began with an order of before and stays as it was edited, though the session ends meanwhile', () =>
    draft(async (page) => {
      const { id } = await placeOrder(visitors.sandbox, 'Done before', [12, 1], 'on-hold')
      await page.goto(`/console/orders/new?again=${id}`)
      const name = page.getByLabel('Name of the order')
      await name.waitFor()
      assert.equal(await name.inputValue(), 'Done before')
      await name.fill('Done again')
      await page.route('**/v2/orders/validate', (route) =>
        route.fulfill({ status: 401, json: { code: 'unauthorized', message: 'The token is not valid' } }),
      )
      await page.getByLabel('Sun elevation, at least').fill('10')
      await page.getByLabel('Client id').fill('demo')
      await page.unroute('**/v2/orders/validate')
      await page.getByLabel('Client secret').fill(secret)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await name.waitFor()
      assert.deepEqual(
        [await name.inputValue(), await page.getByLabel('Sun elevation, at least').inputValue()],
        ['Done again', '10°'],
      )
      await page.goto('/console/orders/new?again=999999')
      await page.getByText('There is no order 999999').waitFor()
    }))

  test('is ordered alone where the customer says so, and the order is for it', () =>
    draft(async (page) => {
      await page.getByLabel('Place', { exact: true }).fill('1, 12')
      await page.keyboard.press('Enter')
      await page.getByText(/% that one is clear by/).waitFor()
      await page
        .getByRole('button', { name: /newsat/, pressed: false })
        .nth(1)
        .click()
      await page.getByRole('switch', { name: 'Order just this pass' }).click()
      await look(page, 'a picked pass')
      await page.getByLabel('Name of the order').fill('just this pass')
      await page.getByRole('button', { name: /^Place order/ }).click()
      await page.waitForURL(/\/orders\/0\d+/)
      const id = page.url().split('/').at(-1)!
      const { properties } = await visitors.sandbox.call('GET', `/v2/orders/${id}`)
      assert.match(properties.parameters.opportunity_id, /^opp\./)
    }))
})
