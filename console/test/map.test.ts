// The map as somebody uses it, in a browser, against a whole sandbox.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { type Sandbox, secret } from '../../server/test/outside/sandbox.ts'
import { desktop, no_browser, openBrowser, openVisit, phone, signIn } from './browser.ts'
import { openSandbox, placeOrder } from './furnish.ts'

const around_the_world = {
  Auckland: [174.76, -36.85],
  Anchorage: [-149.9, 61.2],
  Suva: [178.4, -18.1],
  Longyearbyen: [15.6, 78.2],
  Ushuaia: [-68.3, -54.8],
  Singapore: [103.8, 1.35],
} as const
const nile = [31.2, 30.9] as const

describe('the map', { skip: no_browser }, () => {
  let sandbox: Sandbox
  let browser: Browser
  let imaged: string
  before(async () => {
    ;[sandbox, browser] = await Promise.all([openSandbox(), openBrowser()])
    for (const [name, at] of Object.entries(around_the_world)) await placeOrder(sandbox, name, at, 'on-hold')
    imaged = (await placeOrder(sandbox, 'Nile delta', nile, 'clear')).id
    await sandbox.closed(imaged)
    const { results } = await sandbox.call('GET', `/v2/orders/${imaged}/captures`)
    await sandbox.published(results.at(-1).outcome_id)
  })
  after(async () => {
    await browser?.close()
    await sandbox?.close()
  })

  async function visit(viewport: typeof desktop, work: (page: Page) => Promise<void>) {
    const { page, complaints, close } = await openVisit(browser, sandbox.stack.url, { viewport })
    try {
      await signIn(page, secret)
      await work(page)
      assert.deepEqual(complaints, [])
    } finally {
      await close()
    }
  }

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
})

/** Waits until something of a subject is drawn at a place, or for no longer than anybody would. */
async function isDrawnAt(page: Page, [lon, lat]: readonly [number, number], zoom: number, source: string) {
  const map = "document.querySelector('[data-ready]').map"
  await page.evaluate(`${map}.jumpTo({ center: [${lon}, ${lat}], zoom: ${zoom} })`)
  const drawn = `(() => {
    const { x, y } = ${map}.project([${lon}, ${lat}])
    const drawn = ${map}.queryRenderedFeatures([[x - 8, y - 8], [x + 8, y + 8]])
    return drawn.some((one) => one.source === '${source}')
  })()`
  await page.waitForFunction(drawn, undefined, { polling: 200 })
}

/** Where the map draws a place, when it has come to rest: of the world and its copies, the one that is fitted. */
function placeOnScreen(page: Page, [lon, lat]: readonly [number, number]): Promise<{ x: number; y: number }> {
  return page.evaluate(`(() => {
    const element = document.querySelector('[data-ready]')
    const { x, y, width } = element.getBoundingClientRect()
    let at = element.map.project([${lon}, ${lat}])
    if (at.x < 0 || at.x > width) at = element.map.project([${lon} + (at.x < 0 ? 360 : -360), ${lat}])
    return { x: x + at.x, y: y + at.y }
  })()`)
}
