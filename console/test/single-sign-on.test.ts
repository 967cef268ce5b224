// People who sign in by a real provider of identities, below a path of somebody's server: its pages are in between.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http, { type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import { TestApp } from '../../server/test/app.ts'
import { onOneDatabase } from '../../server/test/databases.ts'
import { TestIdentityProvider } from '../../server/test/identity-provider.ts'
import { desktop, no_browser, openBrowser, openVisit } from './browser.ts'

const letters = 'https://fonts.googleapis.com'
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let provider: TestIdentityProvider
  let browser: Browser
  let proxy: Server
  let url: string
  before(async () => {
    if (no_browser) return
    proxy = http.createServer().listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/swath`
    provider = await TestIdentityProvider.open(url)
    const groups = [{ group: 'desk', staff: true, acts_as: 'order_desk' }]
    const more = {
      SWATH_PUBLIC_URL: url,
      SWATH_PASSWORDS: 'false',
      SWATH_OIDC_JUST_IN_TIME: 'true',
      SWATH_OIDC_GROUPS: JSON.stringify(groups),
    }
    swath = await TestApp.open(await openDatabase(), provider.settings(more))
    // Sessions are of now, as browsers and the provider know it.
    swath.clock.set(new Date())
    const inner = new URL(await swath.app.http.listen({ host: '127.0.0.1', port: 0 }))
    proxy.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const { method, headers, url: path } = request
      const to = { host: inner.hostname, port: inner.port, path, method, headers }
      const outgoing = http.request(to, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(response)
      })
      outgoing.on('error', () => response.destroy())
      request.pipe(outgoing)
    })
    browser = await openBrowser()
  })
  after(async () => {
    if (no_browser) return
    await browser.close()
    proxy.closeAllConnections()
    proxy.close()
    await swath.close()
    await provider.close()
  })

  async function visit(work: (page: Page) => Promise<void>) {
    const opened = await openVisit(browser, url)
    try {
      // The pages of the provider want letters from elsewhere.
      await opened.page.route(`${letters}/**`, (route) => route.fulfill({ body: '' }))
      await work(opened.page)
      const others = [provider.issuer, letters].map((one) => `request: ${one}`)
      const faults = opened.complaints.filter((one) => !others.some((other) => one.startsWith(other)))
      assert.deepEqual(faults, [])
    } finally {
      await opened.close()
    }
  }

  /** As somebody who hears it, and on a narrow screen. */
  async function look(page: Page, name: string) {
    await page.setViewportSize({ width: 360, height: 700 })
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, name)
    await page.setViewportSize(desktop)
    await page.evaluate(axe)
    const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] }
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
      name,
    )
  }

  async function signInThere(page: Page, sub: string) {
    await page.getByPlaceholder('Enter any login').fill(sub)
    await page.getByPlaceholder('and password').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
  }

  const sign_in = 'Sign in with Example ID'

  test('somebody of the staff signs in at the provider, comes back to where they were going, and signs out there', {
    skip: no_browser,
  }, async () => {
    provider.knows('grace', { name: 'Grace Hopper', groups: ['desk'] })
    await visit(async (page) => {
      await page.goto(`${url}/console/account`)
      await page.getByRole('button', { name: sign_in }).waitFor()
      assert.equal(await page.getByRole('textbox', { name: 'Password' }).count(), 0)
      await look(page, 'sign-in')
      await page.getByRole('button', { name: sign_in }).click()
      await signInThere(page, 'grace')
      await page.waitForURL(`${url}/console/account`)
      await page.getByText('You sign in with it since').waitFor()
      assert.equal(await page.getByRole('heading', { name: 'Password' }).count(), 0)
      await look(page, 'account')
      await page.getByRole('button', { name: 'Sign out' }).first().click()
      await page.getByRole('button', { name: 'Yes, sign me out' }).click()
      await page.waitForURL(`${url}/console/sign-in`)
      await page.getByRole('button', { name: sign_in }).click()
      // The provider has ended its session too: it asks anew.
      await page.getByPlaceholder('Enter any login').waitFor()
    })
  })

  test('whoever has no account, and whoever breaks off, is told so on a page of ours', {
    skip: no_browser,
  }, async () => {
    provider.knows('stranger')
    await visit(async (page) => {
      await page.goto(`${url}/console/sign-in`)
      await page.getByRole('button', { name: sign_in }).click()
      await signInThere(page, 'stranger')
      await page.getByRole('heading', { level: 1, name: 'You are not signed in' }).waitFor()
      await page.getByText('No account here belongs to you').waitFor()
      await look(page, 'refused')
      await page.getByRole('link', { name: 'Back to signing in' }).click()
      await page.getByRole('button', { name: sign_in }).waitFor()
      // The same address again, as from the history of the browser.
      await page.goBack()
      await page.getByText('was not begun in this browser').waitFor()
    })
  })

  test('an invitation is accepted by the provider', { skip: no_browser }, async () => {
    const invite = { email: 'bob@invited.example', contract_ids: [demo_contracts.demo], acts_as: 'viewer' }
    const { body } = await swath.call('operator', 'POST', '/swath/ops/v1/people/invitations', invite)
    provider.knows('bob', { name: 'Bob' })
    await visit(async (page) => {
      await page.goto(body.link)
      await page.getByRole('button', { name: sign_in }).waitFor()
      await look(page, 'invitation')
      await page.getByRole('button', { name: sign_in }).click()
      await signInThere(page, 'bob')
      await page.getByRole('link', { name: 'Bob' }).waitFor()
    })
  })
})
