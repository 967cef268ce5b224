// npm run screenshots: every page as it is seen, into docs/images/console. Names choose:  npm run screenshots -- map order
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { buildConsole } from '../../scripts/build-console.ts'
import { secret } from '../../server/test/outside/sandbox.ts'
import { no_browser, openBrowser, openVisit, phone, signIn } from './browser.ts'
import { furnish, openSandbox } from './furnish.ts'
import { moments, pages } from './pages.ts'

const folder = path.join(import.meta.dirname, '../../docs/images/console')
const wide = { width: 1440, height: 900 }
const looks = [
  { suffix: '', viewport: wide, colorScheme: 'light' },
  { suffix: '-dark', viewport: wide, colorScheme: 'dark' },
  { suffix: '-phone', viewport: phone, colorScheme: 'light' },
] as const
/** Tiles, thumbnails and the flight to the place that is shown. */
const settle_ms = 2500

if (no_browser) throw new Error(no_browser)
await buildConsole()
await mkdir(folder, { recursive: true })
const chosen = process.argv.slice(2)
const [sandbox, browser] = await Promise.all([openSandbox(), openBrowser()])
try {
  const furniture = await furnish(sandbox)
  for (const { suffix, viewport, colorScheme } of looks) {
    for (const { name, path: at, who, ready } of chosen.length > 0 ? [...pages, ...moments] : pages) {
      if (chosen.length > 0 && !chosen.includes(name)) continue
      const { page, complaints, close } = await openVisit(browser, sandbox.stack.url, {
        is_fine: true,
        viewport,
        colorScheme,
      })
      if (who) await signIn(page, secret, who)
      await page.goto(at(furniture))
      await ready(page)
      await page.waitForTimeout(settle_ms)
      const png = await page.screenshot()
      await sharp(png)
        .png({ palette: true, quality: 90, effort: 8 })
        .toFile(path.join(folder, `${name}${suffix}.png`))
      for (const complaint of complaints) console.error(`${name}${suffix}: ${complaint}`)
      await close()
    }
  }
} finally {
  await browser.close()
  await sandbox.close()
}
