// People as they use the console, below a path of somebody's server: the first account, an invitation, what they may.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import type { TestApp } from '../../server/test/app.ts'
import { onOneDatabase } from '../../server/test/databases.ts'
import { password } from '../../server/test/people.ts'
import { SwathBelowAPath } from './below-a-path.ts'
import { no_browser, openBrowser, openVisit } from './browser.ts'
import { look } from './look.ts'

onOneDatabase((openDatabase) => {
  let swath: TestApp
  let browser: Browser
  let below: SwathBelowAPath
  let url: string
  before(async () => {
    if (no_browser) return
    below = await SwathBelowAPath.listen()
    url = below.url
    swath = await below.open(await openDatabase())
    browser = await openBrowser()
  })
  after(async () => {
    if (no_browser) return
    await browser.close()
    await below.close()
  })

  async function visit(work: (page: Page) => Promise<void>) {
    const opened = await openVisit(browser, url)
    try {
      await work(opened.page)
      assert.deepEqual(opened.complaints, [])
    } finally {
      await opened.close()
    }
  }

  test('whoever has the printed token makes the first account, invites a customer, and they sign in', {
    skip: no_browser,
  }, async () => {
    const first = (await swath.app.features.people.links.makeFirst())!
    let link = ''
    await visit(async (page) => {
      await page.goto(first)
      await page.getByRole('heading', { level: 1, name: 'Welcome to Swath' }).waitFor()
      await look(page, 'first-account')
      await page.getByLabel('E-mail address').fill('ada@example.com')
      await page.getByLabel('Your name').fill('Ada Lovelace')
      await page.getByRole('textbox', { name: 'Password' }).fill(password)
      await page.getByRole('button', { name: 'Make the first account' }).click()
      await page.getByRole('link', { name: 'People' }).click()
      await page.getByRole('table', { name: 'People' }).waitFor()
      await page.getByRole('button', { name: 'Invite somebody' }).click()
      await page.getByLabel('E-mail address').fill('grace@example.com')
      await page.getByRole('combobox', { name: 'For' }).click()
      await page.getByRole('option', { name: 'Demo contract', exact: true }).click()
      await page.getByRole('combobox', { name: 'Role' }).click()
      await page.getByRole('option', { name: 'Administrator' }).click()
      await look(page, 'invite')
      await page.getByRole('button', { name: 'Invite', exact: true }).click()
      link = await page.getByTestId('secret').innerText()
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('table', { name: 'Invitations' }).getByText('grace@example.com').waitFor()
      await look(page, 'people')
      // Another tab of the browser has signed in by its cookie.
      const tab = await page.context().newPage()
      await tab.goto(`${url}/console/people`)
      await tab.getByRole('table', { name: 'People' }).getByText('Ada Lovelace').waitFor()
      await page.getByRole('button', { name: 'Sign out' }).click()
      await page.getByRole('heading', { level: 1, name: 'Sign in to Swath' }).waitFor()
      await look(page, 'sign-in-people')
      await tab.reload()
      await tab.getByRole('heading', { level: 1, name: 'Sign in to Swath' }).waitFor()
    })
    await visit(async (page) => {
      await page.goto(link)
      await page.getByRole('heading', { level: 1, name: 'You are invited' }).waitFor()
      await look(page, 'invitation')
      await page.getByLabel('Your name').fill('Grace Hopper')
      await page.getByRole('textbox', { name: 'Password' }).fill(password)
      await page.getByRole('button', { name: 'Accept' }).click()
      await page.getByRole('link', { name: 'Grace Hopper' }).click()
      await page.getByRole('table', { name: 'Sessions' }).getByText('This one').waitFor()
      await look(page, 'account')
      await page.getByRole('link', { name: 'People' }).click()
      await page.getByRole('table', { name: 'People' }).getByText('Grace Hopper').waitFor()
      assert.equal(await page.getByText('Ada Lovelace').count(), 0)
    })
  })

  test('a colleague is given another role and removed, whose page then says so', {
    skip: no_browser,
  }, async () => {
    const invite = { email: 'bob@example.com', contract_ids: [demo_contracts.demo], acts_as: 'viewer' }
    const { body } = await swath.call('operator', 'POST', '/swath/ops/v1/people/invitations', invite)
    await visit(async (bob) => {
      await bob.goto(body.link)
      await bob.getByLabel('Your name').fill('Bob')
      await bob.getByRole('textbox', { name: 'Password' }).fill(password)
      await bob.getByRole('button', { name: 'Accept' }).click()
      await bob.getByRole('link', { name: 'Orders' }).first().click()
      await visit(async (grace) => {
        await grace.goto(`${url}/console/people`)
        await grace.getByLabel('E-mail address').fill('grace@example.com')
        await grace.getByRole('textbox', { name: 'Password' }).fill(password)
        await grace.getByRole('button', { name: 'Sign in' }).click()
        const row = grace.getByRole('row', { name: /Bob/ })
        await row.getByRole('button', { name: 'Change' }).click()
        await grace.getByRole('combobox', { name: 'Role' }).click()
        await grace.getByRole('option', { name: 'Finance' }).click()
        await grace.getByRole('button', { name: 'Save' }).click()
        await row.getByText('Finance').waitFor()
        await row.getByRole('button', { name: 'Remove' }).click()
        await grace.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
        await row.waitFor({ state: 'detached' })
      })
      await bob.goto(`${url}/console/orders`)
      await bob
        .getByText(/You are no member|This needs a membership/)
        .first()
        .waitFor()
    })
  })
})
