// Debian's Chromium, as somebody who sits in front of it. Tests are skipped, with a sentence, where there is none.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'

/** The first is Chromium without the windows that nobody sees, and takes two thirds of the processor for the same pages. */
const browsers = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium']
const executablePath = browsers.find((file) => existsSync(file))

/** Why nothing can be looked at; false if it can. */
export const no_browser: string | false = executablePath
  ? false
  : `There is no ${browsers.join(' or ')} (Debian: apt-get install chromium-headless-shell)`

/**
 * @param is_fine for pictures: large maps have holes where pages are put together by the processor
 * @param is_for_long for pages that work longer than it takes V8 to make their code fast
 */
export function openBrowser({ is_fine = false, is_for_long = false } = {}): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--disable-background-networking',
    // Maps need OpenGL, which the processor plays here; pages are put together in half the time without it.
    ...(is_fine ? [] : ['--disable-gpu-compositing']),
    // Pages live for seconds: what V8 would make faster for later is a tenth of their cost, and thrown away.
    ...(is_for_long ? [] : ['--js-flags=--max-optimized-bytecode-size=0']),
  ]
  return chromium.launch({ ...(executablePath && { executablePath }), args })
}

/**
 * Pages are waited for by what they show. What never shows is told, with its name, before the runner gives up the file; what
 * a busy machine shows late is no fault.
 */
const patience_ms = 180_000

/** The smallest that is laid out as a desktop: maps are drawn by the processor, pixel by pixel. */
export const desktop = { width: 1200, height: 720 }
export const phone = { width: 390, height: 844 }

export interface VisitOptions extends BrowserContextOptions {
  /** For pictures: each pixel is drawn, and each bay of the coasts. Nothing is laid out in another way without them. */
  is_fine?: boolean
}

export interface Visit {
  page: Page
  /** The faults that no page may have: errors of scripts, breaches of the policy, requests to somebody else. */
  complaints: string[]
  close(): Promise<void>
}

/** A window of its own, with nothing that earlier ones remembered but the code of the console. */
export async function openVisit(
  browser: Browser,
  url: string,
  { is_fine = false, ...options }: VisitOptions = {},
): Promise<Visit> {
  const { context, giveBack } = await takeContext(browser, {
    baseURL: url,
    viewport: desktop,
    deviceScaleFactor: is_fine ? 1 : 1 / 4,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  })
  const page = await context.newPage()
  if (!is_fine) await drawCoarseCoasts(page)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer(message.text())) complaints.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(`${url}/`) && !/^(data|blob):/.test(asked)) complaints.push(`request: ${asked}`)
  })
  async function close() {
    await forget(page, url)
    await Promise.all(context.pages().map((each) => each.close()))
    giveBack()
  }
  return { page, complaints, close }
}

/** Those that are not in use, of each kind: in a new one a page takes twice as long, to compile all of its code again. */
const unused = new WeakMap<Browser, Map<string, BrowserContext[]>>()

async function takeContext(browser: Browser, options: BrowserContextOptions) {
  const kinds = unused.get(browser) ?? new Map<string, BrowserContext[]>()
  unused.set(browser, kinds)
  const kind = JSON.stringify(options)
  const free = kinds.get(kind) ?? []
  kinds.set(kind, free)
  const context = free.pop() ?? (await browser.newContext(options))
  context.setDefaultTimeout(patience_ms)
  return { context, giveBack: () => void free.push(context) }
}

/** The memory of the tab itself goes with it. */
async function forget(page: Page, url: string) {
  const session = await page.context().newCDPSession(page)
  const { origin } = new URL(url)
  await session.send('Storage.clearDataForOrigin', {
    origin,
    storageTypes: 'cookies,local_storage,indexeddb,cache_storage,service_workers',
  })
}

const coasts = readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-110m.json'))
const coarse_coasts = Buffer.from(`export default ${coasts}`).toString('base64')

/** Gives the map a seventh of the coasts, for a page with a map takes half of its time of the processor to draw them. */
async function drawCoarseCoasts(page: Page) {
  const session = await page.context().newCDPSession(page)
  session.on('Fetch.requestPaused', ({ requestId }) => {
    const responseHeaders = [{ name: 'content-type', value: 'text/javascript' }]
    // A page that is closed meanwhile needs no answer any more.
    session
      .send('Fetch.fulfillRequest', { requestId, responseCode: 200, responseHeaders, body: coarse_coasts })
      .catch(() => undefined)
  })
  const patterns = ['50m', '10m'].map((detail) => ({ urlPattern: `*/assets/countries-${detail}-*.js` }))
  await session.send('Fetch.enable', { patterns })
}

/** Chromium writes down each answer of 4xx; what pages make of it is looked at where it is expected. */
const isAnswer = (text: string) => text.startsWith('Failed to load resource: the server responded')

/** In the page, whose policy forbids what waitForFunction does. */
export function until(page: Page, condition: string) {
  return page.evaluate(`new Promise((resolve, reject) => {
    const began = performance.now()
    const look = () => {
      if (${condition}) resolve()
      else if (performance.now() - began > ${patience_ms}) reject(new Error('It does not become so'))
      else requestAnimationFrame(look)
    }
    look()
  })`)
}

export async function signIn(page: Page, secret: string, client_id = 'demo', url = '') {
  // Customers come back to where they were going, which is not the map: it would be drawn for nothing.
  await page.goto(`${url}/console/${client_id === 'operator' ? '' : 'profile'}`)
  await page.getByLabel('Client id').fill(client_id)
  await page.getByLabel('Client secret').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((at) => !at.pathname.endsWith('/sign-in'))
}

/** To be evaluated by a page: bytes of code and style that it has loaded, as they were sent. */
export const sum_of_assets =
  'performance.getEntriesByType("resource").filter(({ name }) => name.includes("/assets/")).reduce((sum, one) => sum + one.encodedBodySize, 0)'
/**
 * Likewise: milliseconds until something stood there. The browser may know it a little later than the page has its
 * content.
 */
export const first_paint = `new Promise((resolve) => new PerformanceObserver((list) => {
  for (const entry of list.getEntriesByName('first-contentful-paint')) resolve(entry.startTime)
}).observe({ type: 'paint', buffered: true }))`
