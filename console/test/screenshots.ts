// npm run screenshots: the pictures that documents show, as docs/images/console has them.
// npm run screenshots -- map order: these pages in every look, into .cache/screenshots, to look at.
import { globSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { buildConsole } from '../../scripts/build-console.ts'
import { secret } from '../../server/test/outside/sandbox.ts'
import { no_browser, openBrowser, openVisit, phone, signIn } from './browser.ts'
import { furnish, openSandbox } from './furnish.ts'
import { moments, pages, pictured } from './pages.ts'

const root = path.join(import.meta.dirname, '../..')
const wide = { width: 1440, height: 900 }
const looks = [
  { suffix: '', viewport: wide, colorScheme: 'light' },
  { suffix: '-dark', viewport: wide, colorScheme: 'dark' },
  { suffix: '-phone', viewport: phone, colorScheme: 'light' },
] as const
/** Tiles, thumbnails and the flight to the place that is shown. */
const settle_ms = 2500

const chosen = process.argv.slice(2)
const folder = path.join(root, chosen.length > 0 ? '.cache/screenshots' : 'docs/images/console')
const documents = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).map((file) =>
  readFileSync(path.join(root, file), 'utf8'),
)
const isWanted = (name: string, suffix: string) =>
  chosen.length > 0
    ? chosen.includes(name)
    : documents.some((text) => text.includes(`images/console/${name}${suffix}.png`))

if (no_browser) throw new Error(no_browser)
await buildConsole()
await mkdir(folder, { recursive: true })
const [sandbox, browser] = await Promise.all([openSandbox(), openBrowser({ is_fine: true })])
try {
  const furniture = await furnish(sandbox)
  for (const { suffix, viewport, colorScheme } of looks) {
    for (const { name, path: at, who, ready } of [...pages, ...pictured, ...moments]) {
      if (!isWanted(name, suffix)) continue
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
