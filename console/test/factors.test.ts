// Second factors and passkeys in the console, below a path of somebody's server, with a device that Chromium plays.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { demo_contracts } from '../../server/src/contracts/demo.ts'
import type { TestApp } from '../../server/test/app.ts'
import { onOneDatabase } from '../../server/test/databases.ts'
import { password } from '../../server/test/people.ts'
import { careful } from '../../server/test/second-factor.ts'
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
    // Browsers have passkeys for names, not for addresses.
    below = await SwathBelowAPath.listen('localhost')
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

  const invite = async (email: string, acts_as: string) => {
    const invitation = { email, contract_ids: [demo_contracts.demo], acts_as }
    const { body } = await swath.call('operator', 'POST', '/swath/ops/v1/people/invitations', invitation)
    return body.link as string
  }

  async function accept(page: Page, link: string, name: string) {
    await page.goto(link)
    await page.getByLabel('Your name').fill(name)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Accept' }).click()
  }

  async function sayPassword(page: Page, email: string) {
    await page.goto(`${url}/console/account`)
    await page.getByLabel('E-mail address').fill(email)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  /** A person who left the page before the server has answered would still be signed in. */
  async function signOut(page: Page) {
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await page.getByLabel('E-mail address').waitFor()
  }

  /** A device of its own, in which a finger is always there. */
  async function plugIn(page: Page) {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  }

  const { codeAt, nextStep } = careful(() => swath)

  /** @returns the recovery codes that the page shows this once */
  async function keepCodes(page: Page): Promise<string[]> {
    await page.getByRole('button', { name: 'I have kept them' }).waitFor()
    const codes = await page.getByTestId('recovery-code').allInnerTexts()
    assert.equal(codes.length, 10)
    return codes
  }

  test('somebody sets up an app by its code, keeps recovery codes, and signs in with either', {
    skip: no_browser,
  }, async () => {
    const link = await invite('ada@example.com', 'administrator')
    let secret = ''
    let codes: string[] = []
    await visit(async (page) => {
      await accept(page, link, 'Ada Lovelace')
      await page.getByRole('link', { name: 'Ada Lovelace' }).click()
      await page.getByRole('button', { name: 'Set up' }).click()
      secret = (await page.getByTestId('authenticator-secret').innerText()).replaceAll(' ', '')
      await page.getByRole('img', { name: 'The secret of your account, for an app' }).waitFor()
      await look(page, 'authenticator')
      await page.getByLabel('The code that the app shows').fill('000000')
      await page.getByRole('button', { name: 'Confirm' }).click()
      await page.getByText('Not confirmed').waitFor()
      await page.getByLabel('The code that the app shows').fill(codeAt(secret))
      await page.getByRole('button', { name: 'Confirm' }).click()
      codes = await keepCodes(page)
      await look(page, 'recovery-codes')
      await page.getByRole('button', { name: 'I have kept them' }).click()
      await page.getByText('In use').waitFor()
      await look(page, 'account-with-factor')
    })
    nextStep()
    for (const code of [codeAt(secret), codes[0]!]) {
      await visit(async (page) => {
        await sayPassword(page, 'ada@example.com')
        await page.getByLabel('Code').waitFor()
        await look(page, 'second-step')
        await page.getByLabel('Code').fill(code)
        await page.getByRole('button', { name: 'Go on' }).click()
        await page.getByRole('heading', { level: 1, name: 'Your account' }).waitFor()
      })
    }
  })

  test('somebody adds a passkey, names it anew, and signs in by it alone', { skip: no_browser }, async () => {
    const link = await invite('grace@example.com', 'administrator')
    await visit(async (page) => {
      await plugIn(page)
      await accept(page, link, 'Grace Hopper')
      await page.getByRole('link', { name: 'Grace Hopper' }).click()
      await page.getByText('No passkey yet').waitFor()
      await page.getByRole('button', { name: 'Add a passkey' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('Laptop')
      await look(page, 'add-passkey')
      await page.getByRole('button', { name: 'Go on' }).click()
      await keepCodes(page)
      await page.getByRole('button', { name: 'I have kept them' }).click()
      const row = page.getByRole('table', { name: 'Passkeys' }).getByRole('row', { name: /Laptop/ })
      await row.getByRole('button', { name: 'Rename' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('Old laptop')
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByRole('row', { name: /Old laptop/ }).waitFor()
      await look(page, 'passkeys')
      await signOut(page)
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await page.getByRole('link', { name: 'Grace Hopper' }).waitFor()
      // The password alone asks for it as well.
      await page.getByRole('link', { name: 'Grace Hopper' }).click()
      await signOut(page)
      await sayPassword(page, 'grace@example.com')
      await page.getByLabel('Code').waitFor()
      await page.getByRole('button', { name: 'Use a passkey' }).click()
      await page.getByRole('link', { name: 'Grace Hopper' }).click()
      await page
        .getByRole('row', { name: /Old laptop/ })
        .getByRole('button', { name: 'Remove' })
        .click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
      await page.getByText('No passkey yet').waitFor()
    })
  })

  test('where everybody needs a second factor, whoever signs in sets one up first; an administrator removes a lost one', {
    skip: no_browser,
  }, async () => {
    await visit(async (page) => {
      await plugIn(page)
      await sayPassword(page, 'grace@example.com')
      await page.getByRole('link', { name: 'People' }).click()
      await page.getByRole('switch', { name: 'Everybody needs a second factor' }).click({ force: true })
      await page.getByText('Everybody needs a second factor.').waitFor()
      await page.evaluate('sessionStorage.clear()')
      await page.goto(`${url}/console/people`)
      await page.getByText('Your organisation asks for a second factor').waitFor()
      await look(page, 'set-up-step')
      await page.getByRole('button', { name: 'A passkey of this device' }).click()
      await page.getByLabel('Name').fill('Laptop')
      await page.getByRole('button', { name: 'Go on' }).click()
      await keepCodes(page)
      await page.getByRole('button', { name: 'I have kept them' }).click()
      const row = page.getByRole('row', { name: /Ada Lovelace/ })
      await row.getByRole('button', { name: 'Second factor' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
      await row.getByRole('button', { name: 'Second factor' }).waitFor({ state: 'detached' })
      await look(page, 'people-with-rule')
    })
  })
})
