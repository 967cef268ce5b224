// A page as people see and hear it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { desktop, phone } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** To be evaluated by a page: waits until nothing of it is beside the screen, nor cut of the title of a dialog. */
export const fits = `new Promise((done) => {
  const isWhole = ({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth
  const look = () => {
    const titles = document.querySelectorAll('[role=dialog] h2')
    if ([document.documentElement, ...titles].every(isWhole)) done()
    else requestAnimationFrame(look)
  }
  look()
})`

/** Shows how it looks, wide and narrow, and whether somebody who hears it can use it. */
export async function look(page: Page, name: string) {
  for (const viewport of Object.values({ desktop, phone, narrow: { width: 360, height: 700 } })) {
    await page.setViewportSize(viewport)
    await page.evaluate(fits)
  }
  await page.setViewportSize(desktop)
  await page.evaluate(axe)
  const { violations } = (await page.evaluate('axe.run()')) as {
    violations: { id: string; nodes: object[] }[]
  }
  assert.deepEqual(
    violations.map(({ id, nodes }) => ({ id, nodes })),
    [],
    name,
  )
}
