import type { Browser } from 'playwright-core'
import { desktop, no_browser, openBrowser, openVisit, signIn } from '../console/test/browser.ts'
import type { Figure } from './figure.ts'
import { ratio } from './page.ts'
import { type Bench, secret, seedOrders } from './server.ts'
import { Missing, sized } from './size.ts'

const orders = sized(5000, 100)
const rounds = sized(5, 1)
const pan_ms = sized(3000, 300)

/** The time between two frames where there are sixty in a second. */
const frame_ms = 1000 / 60

/**
 * Measures what the browser's trace says of a map that is panned over orders, against the same map without any, in turns.
 * The processor plays the graphics card here, so how many frames there are in a second says little; that orders take few
 * of them away, and that the page itself needs less than a sixtieth of a second for each, says what a desk will see.
 */
export async function benchmarkPanning(bench: Bench): Promise<Figure[]> {
  if (no_browser) throw new Missing(no_browser)
  await seedOrders(bench, orders)
  const browser = await openBrowser({ is_for_long: true })
  try {
    const over_orders: Frames[] = []
    const empty: Frames[] = []
    for (let round = 0; round < rounds; round++) {
      over_orders.push(await panned(browser, bench.url, ''))
      empty.push(await panned(browser, bench.url, '?query=nothing-is-called-so'))
    }
    return figuresOf(over_orders, empty)
  } finally {
    await browser.close()
  }
}

interface Frames {
  per_second: number
  /** The time of the processor that the page takes for each frame, least first. */
  work_ms: number[]
}

async function panned(browser: Browser, url: string, search: string): Promise<Frames> {
  const { page, close } = await openVisit(browser, url, { viewport: desktop })
  try {
    await signIn(page, secret)
    await page.goto(`/console/${search}`)
    await page.locator('[data-ready]').waitFor()
    await page.getByRole('status').filter({ hasText: 'order' }).waitFor()
    await page.evaluate(settled({ center: [0, 20], zoom: 3 }))
    // Once before it counts: by then the code is fast, and the ground is there.
    await page.evaluate(pan(-1))
    await page.evaluate(settled({}))
    await browser.startTracing(page, { categories: ['devtools.timeline'] })
    await page.evaluate(pan(1))
    return framesIn(await browser.stopTracing())
  } finally {
    await close()
  }
}

const map = 'document.querySelector("[data-ready]").map'

/** To be evaluated by the page: done when all is drawn and nothing moves. */
const settled = (view: object) => `new Promise((resolve) => {
  ${map}.once('idle', resolve)
  ${map}.jumpTo(${JSON.stringify(view)})
  ${map}.triggerRepaint()
})`

/** Likewise: as a hand drags the map, evenly along the equator. */
const pan = (direction: 1 | -1) => `new Promise((resolve) => {
  ${map}.once('moveend', resolve)
  ${map}.panBy([${direction * 1200}, 0], { duration: ${pan_ms}, easing: (share) => share, essential: true })
})`

interface TraceEvent {
  name: string
  ts: number
  /** The microseconds for which it had the processor. */
  tdur?: number
}

/** Every frame that is drawn begins with a call of the page, which the trace has. */
function framesIn(trace: Buffer): Frames {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const frames = traceEvents.filter(({ name, tdur }) => name === 'FireAnimationFrame' && tdur !== undefined)
  if (frames.length < 2) throw new Missing('The trace of this browser has no frames')
  const began = frames.map(({ ts }) => ts).toSorted((a, b) => a - b)
  return {
    per_second: ((frames.length - 1) * 1e6) / (began.at(-1)! - began[0]!),
    work_ms: frames.map(({ tdur }) => tdur! / 1000).toSorted((a, b) => a - b),
  }
}

function figuresOf(over_orders: readonly Frames[], empty: readonly Frames[]): Figure[] {
  const [shown, bare] = [middle(over_orders), middle(empty)]
  const work_ms = over_orders.flatMap((frames) => frames.work_ms).toSorted((a, b) => a - b)
  const most_ms = work_ms[Math.floor(work_ms.length * 0.95)]!
  console.log(
    `panning: ${shown.toFixed(1)} frames a second over ${orders} orders, ${bare.toFixed(1)} over none, drawn by the processor`,
  )
  return [
    ratio(`frames while panning over ${orders} orders / over none`, shown, bare, 0.8),
    {
      what: 'work of the page for 95 % of those frames',
      figure: `${most_ms.toFixed(1)} ms`,
      target: `<= ${frame_ms.toFixed(1)} ms`,
      holds: most_ms <= frame_ms,
    },
  ]
}

function middle(all: readonly Frames[]): number {
  return all.map((one) => one.per_second).toSorted((a, b) => a - b)[all.length >> 1]!
}
