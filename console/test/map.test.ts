// The map as somebody uses it, in a browser, against a whole sandbox.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { desktop, no_browser, phone, until } from './browser.ts'
import { placeOrder } from './furnish.ts'
import { Visitors } from './visitors.ts'

const around_the_world = {
  Auckland: [174.76, -36.85],
  Anchorage: [-149.9, 61.2],
  Suva: [178.4, -18.1],
  Longyearbyen: [15.6, 78.2],
  Ushuaia: [-68.3, -54.8],
  Singapore: [103.8, 1.35],
  Denver: [-105, 39.7],
  Dakar: [-17.4, 14.7],
} as const
const nile = [31.2, 30.9] as const
/** Neighbours. */
const parcels =
  'GEOMETRYCOLLECTION(POLYGON((10 45,10.1 45,10.1 45.1,10 45.1,10 45)),POLYGON((10.1 45,10.2 45,10.2 45.1,10.1 45.1,10.1 45)))'

describe('the map', { skip: no_browser }, () => {
  const visitors = new Visitors()
  let imaged: string
  before(async () => {
    for (const [name, at] of Object.entries(around_the_world))
      await placeOrder(visitors.sandbox, name, at, 'on-hold')
    imaged = (await placeOrder(visitors.sandbox, 'Nile delta', nile, 'clear')).id
    await visitors.sandbox.closed(imaged)
    const { results } = await visitors.sandbox.call('GET', `/v2/orders/${imaged}/captures`)
    await visitors.sandbox.published(results.at(-1).outcome_id)
  })

  const visit = (viewport: typeof desktop, work: (page: Page) => Promise<void>) =>
    visitors.as('demo', work, { viewport })

  for (const [device, viewport] of Object.entries({ phone, desktop, tablet: { width: 820, height: 1180 } })) {
    test(`on a ${device} the map shows orders all over the world, none behind the panel`, () =>
      visit(viewport, async (page) => {
        await page.goto('/console/')
        await page.getByRole('button', { name: /Singapore/ }).waitFor()
        await page.locator('[data-ready]').waitFor()
        const panel = (await page.getByRole('complementary', { name: 'What the map shows' }).boundingBox())!
        for (const [name, at] of Object.entries(around_the_world)) {
          const { x, y } = await placeOnScreen(page, at)
          assert.ok(x > 0 && x < viewport.width && y > 0 && y < viewport.height, `${name} is at ${x}, ${y}`)
          const is_behind =
            x > panel.x && x < panel.x + panel.width && y > panel.y && y < panel.y + panel.height
          assert.ok(!is_behind, `${name} at ${x}, ${y} is behind the panel`)
        }
      }))
  }

  for (const [path, layer] of [
    ['archive', 'items'],
    ['orders/$imaged', 'captures'],
    ['', 'captures'],
  ] as const) {
    test(`at /console/${path} the ${layer} are seen from space`, () =>
      visit(phone, async (page) => {
        await page.goto(`/console/${path.replace('$imaged', imaged)}`)
        await page.locator('[data-ready]').waitFor()
        await isDrawnAt(page, nile, 0, layer)
      }))
  }

  test('the map counts all orders and those in view, filters them as the list does, and opens what lies together', () =>
    visit(desktop, async (page) => {
      await page.goto('/console/?state=fulfilled')
      await page.getByText('1 fitting order, all in view').waitFor()
      await page.getByRole('button', { name: 'Filters, 1 set' }).click()
      await page.getByRole('combobox', { name: 'State' }).click()
      await page.getByRole('option', { name: 'All states' }).click()
      await page.getByText(/^\d+ orders, all in view$/).waitFor()
      await page.getByLabel('Search orders').fill('singapore')
      await page.getByText('1 fitting order, all in view').waitFor()
      const near = [nile[0] - 0.1, nile[1] - 0.1, nile[0] + 0.1, nile[1] + 0.1]
      await page.route(/orders\/map\?.*bbox/, (route) =>
        Number(new URL(route.request().url()).searchParams.get('zoom')) > 5
          ? route.continue()
          : route.fulfill({ json: together(5000, near) }),
      )
      await page.goto('/console/')
      await page.getByText('5,000 orders, all in view').waitFor()
      await isDrawnAt(page, nile, 2, 'clusters')
      await moveTo(page, nile)
      await page.mouse.down()
      await page.mouse.up()
      await page.getByText(/^\d+ orders, 1 in view$/).waitFor()
      await page.getByRole('button', { name: 'Nile delta' }).waitFor()
      await page.getByRole('button', { name: 'Show all' }).waitFor()
    }))

  test('the address keeps the view, the layers and the filters: after a reload, by the back button, and not what is wrong in it', () =>
    visit(desktop, async (page) => {
      const map = "document.querySelector('[data-ready]').map"
      const isLookedAt = async ([lon, lat]: readonly [number, number], zoom: number) => {
        await page.locator('[data-ready]').waitFor()
        const is_there = `Math.hypot(${map}.getCenter().lng - ${lon}, ${map}.getCenter().lat - ${lat}) < 0.01`
        await until(page, `${is_there} && Math.abs(${map}.getZoom() - ${zoom}) < 0.01`)
      }
      for (const path of ['', 'archive']) {
        await page.goto(`/console/${path}?at=somewhere&from=soon&sheep=2`)
        await page.locator('[data-ready]').waitFor()
        await page.evaluate(`${map}.jumpTo({ center: [${nile}], zoom: 8.5 })`)
        await page.waitForURL((url) => url.searchParams.get('at') === '30.9,31.2,8.5')
        assert.equal(new URL(page.url()).searchParams.get('from'), null)
        await page.reload()
        await page.locator('[data-ready]').waitFor()
        await isLookedAt(nile, 8.5)
      }
      await page.goto('/console/?at=30.9,31.2,8.5&state=fulfilled')
      await page.getByText('Archive', { exact: true }).last().click()
      await page.waitForURL((url) => url.searchParams.get('layers') === 'orders,captures,images,items')
      await page.reload()
      await page.getByRole('checkbox', { name: 'Archive', checked: true }).waitFor({ state: 'attached' })
      await page.getByRole('button', { name: 'Filters, 1 set' }).waitFor()
      await page.getByRole('link', { name: 'Areas' }).click()
      await page.getByRole('heading', { name: 'Areas', level: 1 }).waitFor()
      await page.goBack()
      await page.getByRole('checkbox', { name: 'Archive', checked: true }).waitFor({ state: 'attached' })
      await isLookedAt(nile, 8.5)
      // What was shown is one step back from all orders, though the page is the same.
      await page.getByRole('link', { name: 'Map', exact: true }).click()
      await page.getByText(/^\d+ orders, all in view$/).waitFor()
      await page.goBack()
      await isLookedAt(nile, 8.5)
      await page.getByText('1 fitting order, all in view').waitFor()
    }))

  test('where there is more than is shown, the map and an image of the place say so, and what they show is the newest', () =>
    visit(phone, async (page) => {
      const asked: URLSearchParams[] = []
      await page.route(/v2\/(captures|deliverables)\/\?.*bbox/, async (route) => {
        asked.push(new URL(route.request().url()).searchParams)
        const response = await route.fetch()
        const { results, ...rest } = await response.json()
        const others = results.map((one: object) => ({
          ...one,
          deliverable_id: 'another',
          capture_id: 'another',
        }))
        await route.fulfill({
          response,
          json: { ...rest, results: others, next: '/v2/captures/?cursor=more' },
        })
      })
      await page.goto('/console/')
      await page
        .getByText('Only the newest 500 footprints and 100 images of this view are on the map.')
        .waitFor()
      const { results } = await visitors.sandbox.call('GET', `/v2/orders/${imaged}/deliverables`)
      await page.goto(`/console/images/${results[0].deliverable_id}`)
      await page.getByText('Only the newest 300 images of this place are here').waitFor()
      // The image that is looked at is among them, however old it is.
      await page.getByText('(1 of 2)').or(page.getByText('(2 of 2)')).waitFor()
      assert.ok(asked.length >= 3)
      for (const one of asked) assert.equal(one.get('sort'), '-created_at')
    }))

  test('on a phone the map tells what its colours mean, draws degrees, and measures without a pointer', () =>
    visit(phone, async (page) => {
      await page.goto('/console/')
      await page.locator('[data-ready]').waitFor()
      await page.getByRole('button', { name: 'Map and legend' }).click()
      await page.getByText('Several orders, by state').waitFor()
      await page.getByRole('switch', { name: 'Grid with degrees' }).press('Space')
      await page.keyboard.press('Escape')
      await isDrawnAt(page, [30, 15], 3, 'graticule')
      await page.getByRole('button', { name: 'Measure', exact: true }).click()
      const take = page.getByRole('button', { name: 'Take the middle' })
      for (const [lon, km] of [
        [20, 'Click two points or more'],
        [21, '110 km'],
      ] as const) {
        await page.evaluate(`document.querySelector('[data-ready]').map.jumpTo({ center: [${lon}, 10] })`)
        await take.click()
        await page.getByRole('status').filter({ hasText: km }).waitFor()
      }
      await page.getByText('10.00° N, 21.00° E').waitFor()
      await page.getByRole('button', { name: 'Done' }).click()
      await take.waitFor({ state: 'hidden' })
    }))

  test('a shape is edited: a corner dragged, put in and taken out, the whole moved, and all of it undone', () =>
    visit(desktop, async (page) => {
      await page.goto('/console/orders/new')
      await page.locator('[data-ready]').waitFor()
      const field = page.getByLabel('Place', { exact: true })
      await field.fill('POLYGON((10 10, 30 10, 30 30, 10 30, 10 10))')
      await page.keyboard.press('Enter')
      await page.getByRole('status').filter({ hasText: 'Area at' }).waitFor()
      const states = [await field.inputValue()]
      const changes: [string, () => Promise<void>, number][] = [
        ['dragging a corner', () => drag(page, [10, 10], [40, 30]), 5],
        ['clicking the dot between two', () => drag(page, [30, 20.3], [0, 0]), 6],
        ['dragging the whole', () => drag(page, [20, 20], [30, 10]), 6],
      ]
      for (const [name, change, corners] of changes) {
        await change()
        states.push(await changedFrom(page, states.at(-1)!))
        assert.equal(cornersIn(states.at(-1)!).length, corners, name)
      }
      await moveTo(page, cornersIn(states.at(-1)!)[2]!)
      await page.keyboard.press('Delete')
      states.push(await changedFrom(page, states.at(-1)!))
      assert.equal(cornersIn(states.at(-1)!).length, 5)
      const [before, after] = states.slice(2).map((state) => cornersIn(state)[0]![0])
      assert.ok(after! > before!, 'the whole has moved to the east')
      for (const state of states.toReversed().slice(1)) {
        await page.keyboard.press('Control+z')
        await waitForText(page, (value) => `${value} === '${state}'`)
      }
    }))

  test('a hole across the antimeridian is dragged, another is cut out, and the map stays where it is', () =>
    visit(desktop, async (page) => {
      await page.goto('/console/orders/new')
      await page.locator('[data-ready]').waitFor()
      const field = page.getByLabel('Place', { exact: true })
      await field.fill(
        'POLYGON((178 -19, -178 -19, -178 -15, 178 -15, 178 -19),(179.5 -17.5, -179.5 -17.5, -179.5 -16.5, 179.5 -16.5, 179.5 -17.5))',
      )
      await page.keyboard.press('Enter')
      await page.getByRole('status').filter({ hasText: 'Area at' }).waitFor()
      const first = await field.inputValue()
      await until(page, 'document.querySelector("[data-ready]").map.getZoom() > 5')
      const view = 'JSON.stringify(document.querySelector("[data-ready]").map.getBounds())'
      const before = await page.evaluate(view)
      // Its corners are there as soon as the pointer is near.
      await moveTo(page, [180, -17.5])
      await drag(page, [-179.5, -17.5], [20, -10])
      const dragged = await changedFrom(page, first)
      const [outline, hole] = dragged.split('),(')
      assert.ok(first.startsWith(outline!), dragged)
      const moved = cornersIn(hole!).filter(([lon]) => lon! > -179.5 && lon! < -178)
      assert.equal(moved.length, 1, dragged)
      await page.getByRole('button', { name: 'Cut out' }).click()
      await page.getByText('Rectangle', { exact: true }).click()
      await page.getByText('To be cut out: Click one corner').waitFor()
      for (const at of [
        [178.4, -15.8],
        [178.8, -15.3],
      ]) {
        await moveTo(page, at)
        await page.mouse.down()
        await page.mouse.up()
      }
      assert.equal((await changedFrom(page, dragged)).split('),(').length, 3)
      await page.getByRole('status').filter({ hasText: 'km²' }).waitFor()
      assert.equal(await page.evaluate(view), before)
    }))

  test('an area is kept by name, ordered again by that name, and found where images are sought', () =>
    visit(desktop, async (page) => {
      await page.goto('/console/orders/new')
      const field = page.getByLabel('Place', { exact: true })
      await field.fill('31.1, 30.8, 31.3, 31.0')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Keep it' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('Wheat, ٧')
      await dialog.getByLabel('Project').fill('harvest')
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await field.fill('wheat')
      await page.getByRole('option', { name: /Wheat, ٧/ }).click()
      await page.getByRole('status').filter({ hasText: 'km²' }).waitFor()
      assert.equal(await page.getByLabel('Name of the order').getAttribute('placeholder'), 'Wheat, ٧')
      // What is kept can be changed from there, and orders nothing.
      await page.getByRole('button', { name: 'Keep it' }).click()
      await dialog.getByText('This was the area Wheat, ٧').waitFor()
      await page.goto('/console/areas')
      const row = page.getByRole('row', { name: /Wheat, ٧/ })
      await row.getByRole('button', { name: 'Rename' }).click()
      await dialog.getByLabel('Name').fill('Wheat 8')
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: 'Wheat 8' }).waitFor()
      // The map has those of its view; where there are more, it says so.
      await page.route(/v2\/areas\/\?.*bbox/, async (route) => {
        const response = await route.fetch()
        await route.fulfill({
          response,
          json: { ...(await response.json()), next: '/v2/areas/?cursor=more' },
        })
      })
      await page.goto('/console/orders/new')
      await page.getByText('Only the 500 kept areas of this view that were changed last').waitFor()
      await page.unroute(/v2\/areas\/\?.*bbox/)
      await page.goto('/console/archive')
      await page.locator('[data-ready]').waitFor()
      await field.fill('Wheat 8')
      await page.keyboard.press('Enter')
      const map = 'document.querySelector("[data-ready]").map'
      await until(page, `Math.abs(${map}.getCenter().lng - 31.2) < 0.1 && ${map}.getZoom() > 6`)
      await page.goto('/console/')
      await page.locator('[data-ready]').waitFor()
      await field.fill('Rotterdam')
      await page.keyboard.press('Enter')
      await until(page, `Math.abs(${map}.getCenter().lat - 51.9) < 0.1 && ${map}.getZoom() > 6`)
    }))

  test('a file is taken by the keyboard and by dropping it, and what is no place is told in a sentence', () =>
    visit(desktop, async (page) => {
      // Before anything else: it takes the browser a moment to listen.
      const chosen = page.waitForEvent('filechooser')
      await page.goto('/console/orders/new')
      await page.getByRole('button', { name: 'File' }).focus()
      await page.keyboard.press('Enter')
      const chooser = await chosen
      const buffer = Buffer.from('{"type":"Point","coordinates":[4.05,51.95]}')
      await chooser.setFiles({ name: 'plot.geojson', mimeType: 'application/json', buffer })
      await page.getByText('Point at').waitFor()
      const field = page.getByLabel('Place', { exact: true })
      await field.fill('{"type":"FeatureCollection","features":[null]}')
      await page.keyboard.press('Enter')
      await page.getByText('features[0] is null; an object of GeoJSON should be there.').waitFor()
      await dropFile(page, 'plots.kml', '<html/>')
      await page.getByText('plots.kml: It is not KML: its root is <html>, not <kml>.').waitFor()
      await giveFiles(page, 'paste', { 'pasted.wkt': 'POINT(5 6)' })
      await waitForText(page, (value) => `${value} === '6, 5'`)
      await giveFiles(page, 'drop', { 'one.wkt': 'POINT(5 6)', 'two.wkt': 'POINT(7 8)' })
      await page.getByText('It has 2 points; an order is for one, so each is an order.').waitFor()
      const thread = page.waitForEvent('worker', (worker) => /read-place/.test(worker.url()))
      await dropFile(page, 'plot.wkt', 'POINT(7 8)')
      await waitForText(page, (value) => `${value} === '8, 7'`)
      await thread
      await severalAreasAreOrdered(page)
      // Remarks about the file do not concern another place.
      await page.getByRole('button', { name: 'Another order' }).click()
      await dropFile(page, 'parcels.wkt', parcels)
      const note = page.getByText('Its 2 areas are one order: those that touch or overlap were united')
      await note.waitFor()
      await field.fill('1, 2')
      await page.keyboard.press('Enter')
      await note.waitFor({ state: 'hidden' })
      await page.getByText('Point at 1').waitFor()
    }))

  async function severalAreasAreOrdered(page: Page) {
    const sent = page.waitForRequest('**/v2/orders/bulk')
    await dropFile(page, 'parcels.wkt', parcels)
    await page.getByText('2 orders, one each').click()
    await page.getByLabel('Name of the orders').fill('Parcel')
    await page.getByText('Parcel 1, Parcel 2').waitFor()
    await page.getByText('2 of 2 places have a pass in the window').waitFor()
    await page
      .getByRole('listitem')
      .filter({ hasText: /^Parcel 2first \d+ \w+, \d\d:\d\d, newsat\d+$/ })
      .waitFor()
    const button = page.getByRole('button', { name: /^Place 2 orders · / })
    await button.click()
    await page.getByText('2 orders were placed').waitFor()
    for (const name of ['Parcel 1', 'Parcel 2']) await page.getByRole('link', { name }).waitFor()
    assert.match((await (await sent).allHeaders())['idempotency-key']!, /^\w{32}$/)
    const { features } = await visitors.sandbox.call('GET', '/v2/orders/?query=Parcel')
    const types = features.map(({ geometry }: { geometry: { type: string } }) => geometry.type)
    assert.deepEqual(types, ['Polygon', 'Polygon'])
  }
})

/** The answer of a server where so many orders lie in one box. */
function together(count: number, bbox: number[]) {
  const geometry = { type: 'Point', coordinates: nile }
  const properties = { kind: 'cluster', count, states: { fulfilled: count - 1, failed: 1 }, bbox }
  return {
    ...{ type: 'FeatureCollection', count, count_exact: true, in_view: count, in_view_exact: true },
    features: [{ type: 'Feature', geometry, properties }],
  }
}

/** Waits until something of a subject is drawn at a place, or for no longer than anybody would. */
async function isDrawnAt(page: Page, [lon, lat]: readonly [number, number], zoom: number, source: string) {
  const map = "document.querySelector('[data-ready]').map"
  await page.evaluate(`${map}.jumpTo({ center: [${lon}, ${lat}], zoom: ${zoom} })`)
  const drawn = `(() => {
    const { x, y } = ${map}.project([${lon}, ${lat}])
    const drawn = ${map}.queryRenderedFeatures([[x - 8, y - 8], [x + 8, y + 8]])
    return drawn.some((one) => one.source === '${source}')
  })()`
  await until(page, drawn)
}

/** The place on the screen, when the map has come to rest: the world that is fitted, and none of its copies. */
function placeOnScreen(page: Page, [lon, lat]: readonly [number, number]): Promise<{ x: number; y: number }> {
  return page.evaluate(`(() => {
    const element = document.querySelector('[data-ready]')
    const { x, y, width } = element.getBoundingClientRect()
    let at = element.map.project([${lon}, ${lat}])
    if (at.x < 0 || at.x > width) at = element.map.project([${lon} + (at.x < 0 ? 360 : -360), ${lat}])
    return { x: x + at.x, y: y + at.y }
  })()`)
}

async function moveTo(page: Page, at: readonly number[], [dx, dy] = [0, 0]) {
  const { x, y } = await placeOnScreen(page, at as [number, number])
  await page.mouse.move(x + dx!, y + dy!, { steps: 3 })
}

/** From a place by so many pixels. */
async function drag(page: Page, from: readonly number[], by: [number, number]) {
  await moveTo(page, from)
  await page.mouse.down()
  await moveTo(page, from, by)
  await page.mouse.up()
}

const text_of_place = "document.querySelector('textarea[aria-label=Place]').value"

function waitForText(page: Page, holds: (value: string) => string) {
  return until(page, holds(text_of_place))
}

/** The text of the field with the place, once it is another one. */
async function changedFrom(page: Page, before: string): Promise<string> {
  await waitForText(page, (value) => `${value} !== '${before}'`)
  return (await page.evaluate(text_of_place)) as string
}

const cornersIn = (wkt: string): number[][] =>
  [...wkt.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, lon, lat]) => [Number(lon), Number(lat)])

const dropFile = (page: Page, name: string, content: string) => giveFiles(page, 'drop', { [name]: content })

/** Anywhere on the page, or into the field for a place. */
function giveFiles(page: Page, how: 'drop' | 'paste', files: Record<string, string>) {
  return page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    for (const [name, content] of ${JSON.stringify(Object.entries(files))})
      dataTransfer.items.add(new File([content], name))
    const options = { dataTransfer, clipboardData: dataTransfer, bubbles: true, cancelable: true }
    const [where, event] = ${how === 'drop'}
      ? ['h1', new DragEvent('drop', options)]
      : ['textarea[aria-label=Place]', new ClipboardEvent('paste', options)]
    document.querySelector(where).dispatchEvent(event)
  })()`)
}
