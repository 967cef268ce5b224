// The console when its server goes away, and when it comes back.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { Sandbox, secret } from '../../server/test/outside/sandbox.ts'
import { no_browser, openBrowser, openVisit, signIn } from './browser.ts'

describe('while the server is away', { skip: no_browser }, () => {
  let sandbox: Sandbox
  let browser: Browser
  before(async () => {
    ;[sandbox, browser] = await Promise.all([Sandbox.open({ speed: 1, archive_items: 0 }), openBrowser()])
  })
  after(async () => {
    await browser?.close()
    await sandbox?.close()
  })

  test('the console says so, keeps standing, and goes on when it is back', async () => {
    const { page, close } = await openVisit(browser, sandbox.stack.url)
    await signIn(page, secret)
    const connected = page.getByTitle('Follows the event feed')
    const lost = page.getByTitle('Not connected to the event feed')
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    await connected.waitFor()

    await sandbox.stack.stop()
    await lost.waitFor()
    // Its file has never been loaded.
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click()
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor()
    assert.match(page.url(), /\/console\/webhooks$/)
    // The frame of the page is still there, and so are the pages that were loaded before.
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor()
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('alert').getByText('The server cannot be reached').waitFor()

    await sandbox.start()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Webhooks', level: 1 }).waitFor()
    await connected.waitFor()
    await close()
  })
})
