// The console as somebody uses it, in a browser, against a whole sandbox.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { before, describe, test } from 'node:test'
import { fromArrayBuffer } from 'geotiff'
import type { Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import { type Sandbox, secret } from '../../server/test/outside/sandbox.ts'
import {
  desktop,
  first_paint,
  no_browser,
  phone,
  sum_of_assets,
  type Visit,
  type VisitOptions,
} from './browser.ts'
import { furnish, placeOrder } from './furnish.ts'
import { customerOf, operatorOf } from './furnish-business.ts'
import { fits } from './look.ts'
import { type ConsolePage, drafted, type Furniture, moments, pages } from './pages.ts'
import { Visitors } from './visitors.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe('the console', { skip: no_browser }, () => {
  const visitors = new Visitors()
  let furniture: Furniture
  before(async () => {
    furniture = await furnish(visitors.sandbox)
  })

  const visit = (
    work: (page: Page, visit: Visit) => Promise<void>,
    { who = 'demo', ...options }: VisitOptions & Partial<Pick<ConsolePage, 'who'>> = {},
  ) => visitors.as(who, work, options)

  test('an order is drawn on the map, priced, placed, and seen to be delivered without a reload', () =>
    visit(async (page) => {
      await page.getByRole('link', { name: 'New order' }).first().click()
      await page.locator('[data-ready]').waitFor()
      const map = (await page.locator('canvas').boundingBox())!
      // Somewhere in Africa: whatever is clicked, satellites pass over it.
      await page.mouse.click(map.x + map.width * 0.52, map.y + map.height * 0.45)
      await page.getByText(/passes in the window/).waitFor()
      await page.getByLabel('Name of the order').fill('From the map, scenario:clear')
      await page.getByText('Cancelling is free until the first collection begins.').waitFor()
      await page.getByRole('button', { name: /^Place order · US\$800\.00/ }).click()
      await page.getByRole('heading', { level: 1, name: 'From the map, scenario:clear' }).waitFor()
      await page.getByText('Fulfilled', { exact: true }).waitFor()
      await page.getByAltText('Preview of the L1D').waitFor()
      await page.getByText('Everything that was ordered has been delivered.').first().waitFor()
    }))

  test('a file of a deliverable is downloaded as it was announced', () =>
    visit(async (page) => {
      await page.goto(`/console/orders/${furniture.fulfilled}`)
      await page.getByRole('button', { name: 'Files of L1D' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: /Visual image/ }).click(),
      ])
      const bytes = await readFile(await download.path())
      const { results } = await visitors.sandbox.call('GET', `/v2/orders/${furniture.fulfilled}/deliverables`)
      const { visual } = results.find(
        (one: { processing_level: string }) => one.processing_level === 'L1D',
      ).assets
      assert.equal(createHash('sha256').update(bytes).digest('hex'), visual.sha256)
      assert.equal(download.suggestedFilename(), visual.title)
      // Not a blob: the page never has the bytes.
      assert.match(download.url(), new RegExp(`^${visitors.sandbox.stack.url}/files/`))
    }))

  test('the files of an order, or of a level, are downloaded as one zip whose size is told before', () =>
    visit(async (page) => {
      await page.goto(`/console/orders/${furniture.fulfilled}`)
      await page.getByRole('button', { name: 'Download as a zip' }).click()
      await page.getByRole('menuitem', { name: /^All files/ }).waitFor()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: /^Only L1D/ }).click(),
      ])
      assert.equal(download.suggestedFilename(), `order-${furniture.fulfilled}.zip`)
      await page.getByText(/order-\d+\.zip is on its way: 6 files, [\d.]+ [kM]B\./).waitFor()
      assert.match(download.url(), /processing_levels=L1D/)
      // The signature of a zip.
      assert.equal((await readFile(await download.path())).toString('latin1', 0, 2), 'PK')
    }))

  test('an image opens from its order, and its pixels are the numbers of the file, however it is coloured', () =>
    visit(async (page) => {
      await page.goto(`/console/orders/${furniture.fulfilled}`)
      await page.getByRole('link', { name: 'L1D', exact: true }).click()
      await page.locator('[data-ready]').waitFor()
      const image = page.getByRole('application')
      const readout = page.locator('[data-values]')
      await page.getByRole('button', { name: '1:1' }).click()
      await image.focus()
      // The cross stays in the middle of the image.
      await page.keyboard.press('+')
      await readout.waitFor()
      const [, column, row] = /px (\d+), (\d+)/.exec((await readout.textContent())!)!.map(Number)
      const values = (await readout.getAttribute('data-values'))!.split(',').map(Number)
      assert.deepEqual(values, await pixelOf(visitors.sandbox, furniture.deliverable_id, column!, row!))
      await page.getByRole('combobox', { name: 'Bands' }).click()
      await page.getByRole('option', { name: 'NDVI' }).click()
      await page.waitForURL(/look=ndvi/)
      const [, , red, nir] = values as [number, number, number, number]
      await page.getByText(`Index ${((nir - red) / (nir + red)).toFixed(2).replace(/0+$/, '')}`).waitFor()
      await page.getByRole('tab', { name: 'Compare' }).click()
      await page.getByRole('combobox', { name: 'Compare with' }).click()
      await page.getByRole('option', { name: /^L1B/ }).click()
      const line = page.getByRole('slider', { name: 'The line between the images' })
      await line.focus()
      await page.keyboard.press('End')
      assert.equal(await line.getAttribute('aria-valuenow'), '100')
      await page.getByRole('tab', { name: 'Files' }).click()
      await page.getByRole('button', { name: 'Link to Analytic image' }).click()
      const href = await page.getByRole('textbox', { name: /^Link to Analytic image, until/ }).inputValue()
      assert.equal((await fetch(href, { method: 'HEAD' })).status, 200)
    }))

  test('of more events than the server tells at once the newest are shown, and how many there are', () =>
    visit(async (page) => {
      await page.route('**/v2/orders/*/events?*', async (route) => {
        const asked = new URL(route.request().url())
        const is_end = asked.searchParams.get('offset') === '15000'
        asked.searchParams.delete('offset')
        const response = await route.fetch({ url: asked.href })
        const { results, ...rest } = await response.json()
        const told = is_end ? results.slice(-3) : results.slice(0, 1)
        await route.fulfill({ response, json: { ...rest, results: told, count: 16_000 } })
      })
      await page.goto(`/console/orders/${furniture.fulfilled}`)
      await page.getByText('These are the newest 3 of 16,000 events.').waitFor()
    }))

  test('nothing is promised while an order is drafted, and a price that has changed is shown before it is paid', () =>
    visit(async (page) => {
      await drafted(page)
      assert.equal((await asked(page)).filter((path) => path.endsWith('/quote')).length, 0)
      await page.getByLabel('Name of the order').fill('At another price')
      await page.route('**/v2/orders/quote', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, json: { ...(await response.json()), total_minor: 90_000 } })
      })
      await page.getByRole('button', { name: /^Place order · US\$800\.00/ }).click()
      await page.getByText('It costs US$900.00 by now. Nothing was ordered.').waitFor()
      await page.goto('/console/orders?query=At another price')
      await page.getByText('No order fits').waitFor()
    }))

  test('the link of a mail leads to the page in the contract that it is about, signed in or not', async () => {
    const { client_id, client_secret } = await operatorOf(visitors.sandbox).credentials.create({
      name: 'two contracts',
      contract_ids: Object.values(demo_contracts),
    })
    const link = (contract: keyof typeof demo_contracts) =>
      `/console/orders?query=Nile&contract=${demo_contracts[contract]}`
    await visit(
      async (page) => {
        await page.goto(link('demo-two'))
        await page.getByLabel('Client id').fill(client_id)
        await page.getByLabel('Client secret').fill(client_secret)
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByText('No order fits').waitFor()
        assert.equal(
          await page.getByRole('combobox', { name: 'Contract' }).inputValue(),
          'Second demo contract',
        )
        assert.equal(new URL(page.url()).search, '?query=Nile')
        await page.goto(link('demo'))
        await page.getByText('Nile delta, irrigation').waitFor()
      },
      { who: null },
    )
  })

  test('an image of the archive is found by its clouds and a part of it ordered', () =>
    visit(async (page) => {
      await page.getByRole('link', { name: 'Archive' }).click()
      await page.getByRole('status').filter({ hasText: 'in the view' }).waitFor()
      await page.getByRole('combobox', { name: 'Clouds' }).click()
      await page.getByRole('option', { name: 'Up to 20 %' }).click()
      await page.waitForURL(/clouds=20/)
      const clouds = page.getByText(/% clouds/)
      await page.locator('[aria-busy=false]').waitFor()
      for (const text of await clouds.allTextContents()) {
        assert.ok(Number(/(\d+) % clouds/.exec(text)![1]) <= 20, text)
      }
      const order = page.getByRole('link', { name: 'Order', exact: true })
      const result = page.getByRole('listitem').filter({ has: order }).first()
      await result.getByRole('link', { name: 'View' }).click()
      await page.locator('[data-ready]').getByRole('button', { name: '1:1' }).click()
      const price = page.getByRole('status').filter({ hasText: 'If everything is delivered' })
      const [, whole] = /delivered(US\$[\d,.]+\d)/.exec((await price.textContent())!)!
      assert.match((await price.textContent())!, /Cancelling is free until the first delivery\./)
      await page.getByText('What is in view').click()
      // Eight times as near, it is more than the view has room for.
      for (const _ of [2, 4, 8]) await page.getByRole('button', { name: 'Zoom in' }).click()
      await price.filter({ hasNotText: whole! }).waitFor()
      await page.getByRole('link', { name: 'Order this part' }).click()
      const place = page.getByRole('button', { name: /^Place order · US\$/ })
      await place.filter({ hasNotText: whole! }).click()
      await page.waitForURL(/orders\/\d+$/)
      await page.getByText('Fulfilled', { exact: true }).waitFor()
    }))

  test('an order is canceled after what that costs has been shown', () =>
    visit(async (page) => {
      await page.goto('/console/orders?query=Atacama')
      await page.getByRole('link', { name: 'Atacama solar park' }).click()
      await page.getByRole('button', { name: 'Cancel order' }).click()
      await page.getByText('Canceling is free now.').waitFor()
      await page.getByRole('button', { name: 'Cancel the order' }).click()
      await page.getByText('Canceled', { exact: true }).first().waitFor()
    }))

  test('orders are found by words and states, and the address keeps the search', () =>
    visit(async (page) => {
      await page.goto('/console/orders')
      await page.getByRole('table', { name: 'Orders' }).waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('nile')
      await page.waitForURL(/query=nile/)
      await page.getByText('Nile delta, irrigation').waitFor()
      await page.getByText('Sundarbans').waitFor({ state: 'hidden' })
      await page.reload()
      await page.getByText('Nile delta, irrigation').waitFor()
      await page.goto('/console/orders?query=nothing-is-called-so')
      await page.getByText('No order fits').waitFor()
    }))

  test('wrong credentials are refused in words, a token is as good, and whoever is not signed in comes back to where they were going', () =>
    visit(
      async (page) => {
        await page.goto('/console/profile')
        await page.getByLabel('Client id').fill('demo')
        await page.getByLabel('Client secret').fill('not the secret at all')
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByText('The client_id and client_secret do not match a credential').waitFor()
        const { access_token } = await tokenOf(visitors.sandbox.stack.url)
        await page.getByText('Access token', { exact: true }).click()
        await page.getByRole('textbox', { name: 'Access token' }).fill(access_token)
        await page.getByRole('button', { name: 'Sign in' }).click()
        await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
        await page.getByRole('button', { name: 'Sign out' }).first().click()
        await page.getByRole('heading', { level: 1, name: 'Sign in to Swath' }).waitFor()
        assert.equal(await page.evaluate('sessionStorage.getItem("swath.session")'), null)
      },
      { who: null },
    ))

  test('the keyboard goes everywhere, past the navigation if it likes', () =>
    visit(async (page) => {
      await page.goto('/console/profile')
      await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
      await page.keyboard.press('Tab')
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content')
      await page.keyboard.press('g')
      await page.keyboard.press('o')
      await page.waitForURL(/console\/orders$/)
      await page.keyboard.press('?')
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    }))

  test('pages without a map load no code of it and less than 330 kB, and the map is there when one is opened', (t) =>
    visit(async (page) => {
      await page.goto('/console/orders')
      await page.getByRole('table', { name: 'Orders' }).waitFor()
      const bytes = Number(await page.evaluate(sum_of_assets))
      const paint_ms = Number(await page.evaluate(first_paint))
      t.diagnostic(
        `the list of orders: ${Math.round(bytes / 1000)} kB, painted after ${Math.round(paint_ms)} ms`,
      )
      assert.ok(bytes > 0 && bytes < 330_000, `${bytes} bytes`)
      assert.ok(!(await loaded(page)).some((name) => /map-view|maplibre|countries/.test(name)))
      await page.getByRole('link', { name: 'Map', exact: true }).click()
      await page.locator('[data-ready]').waitFor()
      assert.ok((await loaded(page)).some((name) => /maplibre-gl-worker/.test(name)))
    }))

  test('no page has a serious flaw for people with disabilities, in light or in the dark on a phone, where none is too wide', async () => {
    for (const who of ['demo', 'operator', null] as const) {
      await visit(
        async (page) => {
          for (const one of [...pages, ...moments].filter((each) => each.who === who)) {
            await page.emulateMedia({ colorScheme: 'light' })
            await page.setViewportSize(desktop)
            await followLink(page, one.path(furniture))
            await one.ready(page)
            assert.deepEqual(await flawsOf(page), [], `${one.name} in light`)
            await page.emulateMedia({ colorScheme: 'dark' })
            await page.setViewportSize(phone)
            await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' })
            assert.deepEqual(await flawsOf(page), [], `${one.name} in the dark on a phone`)
            const width = await page.evaluate('document.documentElement.scrollWidth')
            assert.ok(Number(width) <= phone.width, `${one.name} is ${width} wide on a phone`)
          }
        },
        { who },
      )
    }
  })

  test('no name is so long, wide or turned around that a list breaks: its money is one scrollbar away, and the keyboard goes through it', () =>
    visit(async (page) => {
      for (const name of names_of_a_kind) await placeOrder(visitors.sandbox, name, [4.05, 51.95], 'on-hold')
      for (const path of [
        '/console/orders',
        `/console/orders/${furniture.fulfilled}`,
        '/console/credentials',
      ]) {
        await page.goto(path)
        await page.getByRole('table').first().waitFor()
        for (const width of [360, 768, 950, 1280]) {
          await page.setViewportSize({ width, height: 700 })
          assert.deepEqual(await page.evaluate(out_of_reach), [], `${path}, ${width} wide`)
        }
      }
      await page.goto('/console/orders')
      await page.getByRole('table', { name: 'Orders' }).waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('ArrowDown')
      const focused = await page.evaluate('document.activeElement.textContent')
      assert.equal(focused, names_of_a_kind.at(-2))
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: names_of_a_kind.at(-2)! }).waitFor()
    }))

  test('many orders are chosen by keys and changed together, with a result for each; filters stand in the address, columns are remembered', () =>
    visit(async (page) => {
      const { id } = await placeOrder(visitors.sandbox, 'Chosen one', [4.05, 51.95], 'on-hold')
      await placeOrder(visitors.sandbox, 'Chosen two', [4.05, 51.95], 'on-hold')
      await page.goto('/console/orders?query=Chosen&sort=order_name')
      await page.getByRole('table', { name: 'Orders' }).waitFor()
      for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
      await page.getByText('2 orders, US$1,600.00').waitFor()
      await page.getByRole('button', { name: 'Label', exact: true }).click()
      await page.getByRole('textbox', { name: 'Label' }).fill('crop')
      await page.getByRole('textbox', { name: 'Value' }).fill('wheat')
      const gone = { status: 409, code: 'illegal_transition', message: 'It is closed by now' }
      await page.route(`**/v2/orders/${id}`, (route) =>
        route.request().method() === 'PATCH' ? route.fulfill({ status: 409, json: gone }) : route.fallback(),
      )
      await page.getByRole('button', { name: 'Label 2 orders' }).click()
      await page.getByText('1 of 2 done, 1 failed').waitFor()
      await page.getByText(/Chosen one .*It is closed by now/).waitFor()
      await page.getByRole('button', { name: 'Close' }).last().click()
      await page.getByRole('button', { name: 'Columns' }).click()
      await page.getByRole('checkbox', { name: 'Labels' }).check()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Add filter' }).click()
      await page.getByRole('menuitem', { name: 'Price' }).click()
      await page.getByRole('textbox', { name: /^Price in USD/ }).fill('12.50')
      await page.keyboard.press('Enter')
      await page.waitForURL(/total_minor__gte=1250/)
      await page.reload()
      await page.getByText('Price: from US$12.50').waitFor()
      await page
        .getByRole('row', { name: /Chosen two/ })
        .getByText('crop: wheat')
        .waitFor()
    }))

  test('a list is sorted by its headings, and on a phone, which has none, by a choice', () =>
    visit(async (page) => {
      const tops = (table: string) =>
        page.getByRole('table', { name: table }).locator('tbody tr .row-link').allInnerTexts()
      await page.goto('/console/destinations')
      const heading = page.getByRole('columnheader', { name: 'Name' })
      await heading.getByRole('button').click()
      const names = await tops('Destinations')
      await heading.getByRole('button').click()
      assert.equal(await heading.getAttribute('aria-sort'), 'descending')
      assert.deepEqual(await tops('Destinations'), names.toReversed())
      assert.ok(await page.getByLabel('Sort Destinations').isHidden())
      await page.setViewportSize({ width: 360, height: 700 })
      await page.getByLabel('Sort Destinations').selectOption({ label: 'Name, ascending' })
      assert.deepEqual(await tops('Destinations'), names)
      await sortsOnlyTheWhole(page)
      await page.goto('/console/orders')
      const asked = page.waitForRequest((request) => /orders\/\?.*sort=order_name/.test(request.url()))
      await page.getByLabel('Sort Orders').selectOption({ label: 'Order, ascending' })
      await asked
      await page.waitForURL(/sort=order_name/)
      await page.goto('/console/audit')
      const again = page.waitForRequest((request) => /audit.*sort=at/.test(request.url()))
      await page.getByLabel('Sort Audit').selectOption({ label: 'When, ascending' })
      await again
    }))

  /** A beginning that is sorted would look as if it were the first ones of all. */
  async function sortsOnlyTheWhole(page: Page) {
    for (const next of [null, '/v2/my/api-credentials?cursor=more']) {
      await page.route(/\/v2\/my\/api-credentials$/, async (route) => {
        const response = await route.fetch()
        const [first] = (await response.json()).results
        const results = [first, { ...first, client_id: 'another' }]
        await route.fulfill({ response, json: { results, next } })
      })
      await page.goto('/console/credentials')
      await page.getByRole('table', { name: 'Credentials' }).waitFor()
      assert.equal(await page.getByLabel('Sort Credentials').count(), next ? 0 : 1)
      assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), next ? 1 : 0)
    }
  }

  test('on a phone the pages are in a menu, and a filter with a long value is no wider than the screen', () =>
    visit(
      async (page) => {
        await page.goto(`/console/orders?order_name__contains=${'W'.repeat(60)}`)
        await page.getByRole('button', { name: /^Remove the filter/ }).waitFor()
        await page.evaluate(fits)
        await page.getByRole('button', { name: 'Menu', exact: true }).click()
        await page.getByRole('link', { name: 'Archive' }).click()
        await page.waitForURL(/archive/)
      },
      { viewport: phone },
    ))
})

/** As long as names may be: a wide word, wide letters, letters from right to left, and a sentence. */
const names_of_a_kind = ['W', '湾', 'مرفأ ', 'a long name '].map((part) =>
  part.repeat(110).slice(0, 110).trim(),
)

/**
 * To be evaluated by a page, once it is laid out: whether it is wider than the window, and the tables that cannot be
 * scrolled to their end, or have rows of more than four lines.
 */
const out_of_reach = `new Promise((done) => {
  const edge = (element) => element.getBoundingClientRect().right
  const isBad = (box) => {
    box.scrollLeft = box.scrollWidth
    const cells = [...box.querySelectorAll('td')].filter(({ offsetWidth }) => offsetWidth > 0)
    return edge(box) > innerWidth || cells.some((cell) => cell.offsetHeight > 110 || edge(cell) > edge(box) + 1)
  }
  let frames = 0
  const look = () => {
    const bad = [...document.querySelectorAll('.table-box')].filter(isBad).map((box) => box.firstChild.ariaLabel)
    if (document.documentElement.scrollWidth > innerWidth) bad.push('the page')
    if (bad.length === 0 || ++frames > 120) done(bad)
    else requestAnimationFrame(look)
  }
  look()
})`

/** The samples of a pixel, read from the file by another program than the console. */
async function pixelOf(sandbox: Sandbox, deliverable_id: string, column: number, row: number) {
  const file = await customerOf(sandbox).deliverables.openFile(deliverable_id, 'analytic')
  const image = await (await fromArrayBuffer(await file.arrayBuffer())).getImage()
  const window = [column, row, column + 1, row + 1]
  return [...((await image.readRasters({ window, interleave: true })) as Uint16Array)]
}

async function tokenOf(url: string): Promise<{ access_token: string }> {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'demo', client_secret: secret, grant_type: 'client_credentials' }),
  })
  return response.json() as Promise<{ access_token: string }>
}

/**
 * Goes there as a link of the console does: to load a page anew takes half of the time of looking at it. Where the page is
 * there already it is loaded anew, without the dialog that may be open.
 */
async function followLink(page: Page, path: string) {
  if (['blank', path].includes(new URL(page.url()).pathname)) await page.goto(path)
  else await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
}

/** Paths of what the page has asked for. */
function asked(page: Page): Promise<string[]> {
  return page.evaluate('performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)')
}

/** Names of the files that the page has loaded. */
function loaded(page: Page): Promise<string[]> {
  return page.evaluate('performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1))')
}

interface Flaw {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

async function flawsOf(page: Page): Promise<string[]> {
  // It stays until another page is opened.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe)
  const violations = (await page.evaluate(
    "axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)",
  )) as Flaw[]
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
}
