// People with an app that shows codes, for tests.
import assert from 'node:assert/strict'
import { Secret, TOTP } from 'otpauth'
import { demo_contracts } from '../src/contracts/demo.ts'
import type { TestApp } from './app.ts'
import { aPerson, TestBrowser } from './people.ts'

export function careful(app: () => TestApp) {
  const codeAt = (secret: string, steps = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: app().clock.now().getTime() + steps * 30_000,
    })
  const nextStep = () => app().clock.set(new Date(app().clock.now().getTime() + 30_000))

  /** Somebody with an app that shows codes. */
  async function aCarefulPerson(email: string) {
    const browser = await aPerson(app(), email, {
      contract_ids: [demo_contracts.demo],
      acts_as: 'administrator',
    })
    const { body: made } = await browser.call('POST', '/v2/my/authenticator')
    const code = codeAt(made.secret)
    const confirmed = await browser.call('POST', '/v2/my/authenticator/confirm', { code })
    assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
    nextStep()
    return { browser, secret: made.secret, codes: confirmed.body.recovery_codes as string[] }
  }

  /** A browser that has said the right password. */
  async function halfWay(email: string) {
    const browser = new TestBrowser(app())
    const asked = await browser.signIn(email)
    assert.equal(asked.status, 202, JSON.stringify(asked.body))
    assert.equal(browser.cookie, '')
    return browser
  }
  const finish = (browser: TestBrowser, code: string) =>
    browser.call('POST', '/v2/session/second-factor', { code })
  const outcome = async (browser: TestBrowser, code: string) => {
    const { status, body } = await finish(browser, code)
    return status === 201 ? 'signed in' : body.code
  }
  return { codeAt, nextStep, aCarefulPerson, halfWay, finish, outcome }
}
