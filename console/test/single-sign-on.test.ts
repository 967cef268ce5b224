// People who sign in by a real provider of identities, below a path of somebody's server: its pages are in between.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import type { TestApp } from '../../server/test/app.ts'
import { onOneDatabase } from '../../server/test/databases.ts'
import { TestIdentityProvider } from '../../server/test/identity-provider.ts'
import { SwathBelowAPath } from './below-a-path.ts'
import { no_browser, openBrowser, openVisit } from './browser.ts'
import { look } from './look.ts'

const letters = 'https://fonts.googleapis.com'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let provider: TestIdentityProvider
  let browser: Browser
  let below: SwathBelowAPath
  let url: string
  before(async () => {
    if (no_browser) return
    below = await SwathBelowAPath.listen()
    url = below.url
    provider = await TestIdentityProvider.open(url)
    const groups = [{ group: 'desk', staff: true, acts_as: 'order_desk' }]
    const more = {
      SWATH_PASSWORDS: 'false',
      SWATH_OIDC_JUST_IN_TIME: 'true',
      SWATH_OIDC_GROUPS: JSON.stringify(groups),
    }
    swath = await below.open(await openDatabase(), provider.settings(more))
    browser = await openBrowser()
  })
  after(async () => {
    if (no_browser) return
    await browser.close()
    await below.close()
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
