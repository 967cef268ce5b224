// The order desk: what waits is decided by what is seen.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { no_browser } from './browser.ts'
import { placeOrder } from './furnish.ts'
import { customerOf, furnishBusiness } from './furnish-business.ts'
import { look } from './look.ts'
import { Visitors } from './visitors.ts'

const comment = 'شريط فوق الميناء: a stripe over the harbour'

describe('the order desk', { skip: no_browser }, () => {
  const visitors = new Visitors()
  before(async () => {
    const { id } = await placeOrder(visitors.sandbox, 'Port of Rotterdam', [4.05, 51.95], 'clear')
    await visitors.sandbox.closed(id)
    await furnishBusiness(visitors.sandbox, id)
    const swath = customerOf(visitors.sandbox)
    const delivered = await swath.orders.deliverables(id).all()
    const rejected = delivered.find(({ processing_level }) => processing_level === 'L1D')!
    await swath.deliverables.reject(rejected.deliverable_id, {
      ...{ category: 'artifacts', comment },
      evidence: aPartOf(rejected.footprint as { type: 'Polygon'; coordinates: number[][][] }),
    })
  })

  test('a rejection shows the image with what was marked on it, the capture, the contract and the history', () =>
    visitors.as('operator', async (page) => {
      const row = page.getByRole('row').filter({ hasText: comment })
      await row.getByRole('button', { name: 'Review', exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('The customer marked the outlined part.').waitFor()
      const image = dialog.getByAltText(/with what the customer marked on it/)
      await image.waitFor()
      await image.evaluate((element) => (element as unknown as { decode(): Promise<void> }).decode())
      const [whole, marked] = [(await image.boundingBox())!, (await dialog.locator('polygon').boundingBox())!]
      const share = (at: number, from: number, size: number) => Math.round((10 * (at - from)) / size)
      assert.deepEqual(
        [share(marked.x, whole.x, whole.width), share(marked.y, whole.y, whole.height)],
        [5, 3],
        'it begins at half of the width and three tenths from the top',
      )
      for (const told of ['Satellite', 'Sun elevation', 'Clouds', 'Demo contract', 'Rejected', 'Budget'])
        await dialog.getByText(told, { exact: true }).first().waitFor()
      await dialog.getByText(/^1 of them \([\d.]+ %\): 0 accepted, 0 denied, 1 waiting$/).waitFor()
      await look(page, 'a rejection')
      await dialog.getByRole('button', { name: 'Deny' }).click()
      await page.getByRole('textbox', { name: 'Message to the customer' }).fill('It is a ship.')
      await page.getByRole('dialog').last().getByRole('button', { name: 'Deny' }).last().click()
      await row.waitFor({ state: 'hidden' })
    }))

  test('anything is found by one field, an order is looked at, and what is not there is said', () =>
    visitors.as('operator', async (page) => {
      await page.goto('/console/find')
      const field = page.getByRole('textbox', { name: 'Number, id, name or customer' })
      await field.fill('000001')
      await page.getByRole('button', { name: 'Find', exact: true }).click()
      const found = page.getByRole('table', { name: 'Found' })
      for (const kind of ['Order', 'Capture', 'Deliverable', 'Delivery'])
        await found
          .getByText(new RegExp(`^${kind}`))
          .first()
          .waitFor()
      await look(page, 'what was found')
      await found.getByRole('button', { name: 'Review order 000001' }).first().click()
      await page.getByRole('dialog').locator('[data-ready]').waitFor()
      await page.getByRole('dialog').getByText('Demo contract').first().waitFor()
      await page.keyboard.press('Escape')
      await field.fill('999999')
      await field.press('Enter')
      await page.getByText('There is nothing that is called 999999').waitFor()
      await page.reload()
      await page.getByText('There is nothing that is called 999999').waitFor()
      assert.equal(await field.inputValue(), '999999')
    }))

  test('an order that waits shows its area, why it waits, and how far it is beyond its quota', () =>
    visitors.as('operator', async (page) => {
      const row = page.getByRole('row').filter({ hasText: 'Pilbara, all of it' })
      await row.getByRole('button', { name: 'Review', exact: true }).click()
      const dialog = page.getByRole('dialog', { name: 'Pilbara, all of it' })
      await dialog.locator('[data-ready]').waitFor()
      await dialog.getByText(/^The quota for TSKARE-M this month is 100 \(km2\)/).waitFor()
      await dialog.getByText(/of 100 km² used; this order needs .* km² and is .* km² beyond it/).waitFor()
      await look(page, 'an order that waits')
    }))
})

/** The part from half of the width on, and from three tenths of the height below the top. */
function aPartOf({ coordinates: [ring = []] }: { coordinates: number[][][] }) {
  const [lons, lats] = [0, 1].map((axis) => ring.map((corner) => corner[axis]!)) as [number[], number[]]
  const at = (values: number[], share: number) =>
    Math.min(...values) + share * (Math.max(...values) - Math.min(...values))
  const [west, east, north, south] = [at(lons, 0.5), at(lons, 0.8), at(lats, 0.7), at(lats, 0.4)]
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
  return { type: 'Polygon' as const, coordinates: [corners] }
}
