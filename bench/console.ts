import type { Browser } from 'playwright-core'
import {
  first_paint,
  no_browser,
  openBrowser,
  openVisit,
  signIn,
  sum_of_assets,
} from '../console/test/browser.ts'
import type { Figure } from './figure.ts'
import { bareServer } from './page.ts'
import { type Bench, secret, seedOrders } from './server.ts'
import { Missing, sized } from './size.ts'

const visits = sized(7, 1)

/**
 * Measures the weight of the console, and the time to the first paint of a first visit, against a page of one line of
 * HTML.
 */
export async function benchmarkConsole(bench: Bench): Promise<Figure[]> {
  if (no_browser) throw new Missing(no_browser)
  await seedOrders(bench, sized(1000, 100))
  const browser = await openBrowser()
  const bare = await bareServer(Buffer.from('<!doctype html><title>Bare</title><h1>Orders</h1>'), 'text/html')
  try {
    const seen = { list: [] as View[], map: [] as View[], bare: [] as number[] }
    for (let visit = 0; visit < visits; visit++) {
      seen.list.push(await view(browser, bench.url, '/console/orders', 'table'))
      seen.map.push(await view(browser, bench.url, '/console/', '[data-ready]'))
      seen.bare.push(await paintOfBare(browser, bare.url))
    }
    return figuresOf(seen)
  } finally {
    await browser.close()
    bare.close()
  }
}

interface View {
  paint_ms: number
  /** When what the page is for was there. */
  content_ms: number
  /** The size of code and style, as they are sent. */
  kb: number
}

/** A page by somebody who is signed in and has nothing of the console in the browser's memory. */
async function view(browser: Browser, url: string, path: string, content: string): Promise<View> {
  const { page, close } = await openVisit(browser, url)
  try {
    await signIn(page, secret)
    const cache = await page.context().newCDPSession(page)
    await cache.send('Network.clearBrowserCache')
    await page.goto(path)
    await page.locator(content).first().waitFor()
    const content_ms = Number(await page.evaluate('performance.now()'))
    const kb = Number(await page.evaluate(sum_of_assets)) / 1000
    return { paint_ms: Number(await page.evaluate(first_paint)), content_ms, kb }
  } finally {
    await close()
  }
}

async function paintOfBare(browser: Browser, url: string): Promise<number> {
  const { page, close } = await openVisit(browser, url)
  try {
    await page.goto('/')
    return Number(await page.evaluate(first_paint))
  } finally {
    await close()
  }
}

function figuresOf({ list, map, bare }: { list: View[]; map: View[]; bare: number[] }): Figure[] {
  const [list_kb, map_kb] = [median(list, 'kb'), median(map, 'kb')]
  const [painted, least] = [median(list, 'paint_ms'), middle(bare)]
  for (const [name, views] of Object.entries({ 'list of orders': list, map })) {
    const [paint, content] = [median(views, 'paint_ms'), median(views, 'content_ms')]
    console.log(
      `console: the ${name} is painted after ${Math.round(paint)} ms, all there after ${Math.round(content)} ms`,
    )
  }
  console.log(`console: a bare page is painted after ${Math.round(least)} ms`)
  return [
    weight('code of the list of orders, compressed', list_kb, 330),
    weight('code of the map, compressed', map_kb, 1000),
    {
      what: 'first paint of the list of orders / of a bare page',
      figure: (painted / least).toFixed(1),
      target: '<= 6',
      holds: painted / least <= 6,
    },
  ]
}

function weight(what: string, kb: number, most: number): Figure {
  return { what, figure: `${Math.round(kb)} kB`, target: `<= ${most} kB`, holds: kb <= most }
}

function median(views: readonly View[], of: keyof View): number {
  return middle(views.map((one) => one[of]))
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!
}
