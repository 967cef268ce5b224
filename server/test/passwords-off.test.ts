// An operator who has switched passwords off: everybody signs in by the provider, and the printed link is left.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readConfig } from '../src/config.ts'
import { demo_contracts } from '../src/contracts/demo.ts'
import { TestApp } from './app.ts'
import { onOneDatabase } from './databases.ts'
import { ProviderVisit, TestIdentityProvider } from './identity-provider.ts'
import { password, TestBrowser, tokenOf } from './people.ts'

const contract_ids = [demo_contracts.demo]

onOneDatabase((openDatabase) => {
  let provider: TestIdentityProvider
  let swath: TestApp
  before(async () => {
    provider = await TestIdentityProvider.open('http://swath.test')
    const mail = { SWATH_SMTP_URL: 'smtp://127.0.0.1:9', SWATH_MAIL_FROM: 'swath@swath.test' }
    const settings = provider.settings({ ...mail, SWATH_PASSWORDS: 'false' })
    swath = await TestApp.open(await openDatabase(), settings)
    swath.clock.set(new Date())
  })
  after(async () => {
    await swath.close()
    await provider.close()
  })

  test('the first account is made by the printed link without a password, and then connects its identity', async () => {
    const browser = new TestBrowser(swath)
    const link = (await swath.app.features.people.links.makeFirst())!
    const first = { token: tokenOf(link), email: 'ada@example.com', name: 'Ada' }
    const refused = await browser.call('POST', '/v2/first-account', { ...first, password })
    assert.deepEqual([refused.status, refused.body.code], [403, 'passwords_off'])
    const made = await browser.call('POST', '/v2/first-account', first)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    assert.equal((await browser.call('GET', '/v2/my/identity')).body.connected_at, null)
    const { body } = await browser.call('POST', '/v2/single-sign-on/start')
    const back = await new ProviderVisit().signIn(body.url, provider.knows('ada at the provider'))
    const answer = Object.fromEntries(back.searchParams)
    const connected = await browser.call('POST', '/v2/single-sign-on/finish', { answer, connect: true })
    assert.deepEqual([connected.status, connected.body.person.email], [201, 'ada@example.com'])
  })

  test('no way of the password is open: sign-in, reset, invitation, change', async () => {
    const visitor = new TestBrowser(swath)
    const { body: options } = await visitor.call('GET', '/v2/sign-in')
    assert.deepEqual(
      [options.passwords, options.sends_mail, options.single_sign_on],
      [false, false, { label: 'Example ID' }],
    )
    const given = { email: 'grace@example.com', contract_ids, acts_as: 'viewer' }
    const { body: invited } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', given)
    const token = tokenOf(invited.link)
    const { body: people } = await swath.call('operator', 'GET', '/ops/v1/people/')
    const [ada] = people.results
    const answers = [
      await visitor.signIn('ada@example.com'),
      await visitor.call('POST', '/v2/password-resets', { email: 'ada@example.com' }),
      await visitor.call('POST', '/v2/password-resets/finish', { token, password }),
      await visitor.call('POST', '/v2/invitations/accept', { token, name: 'Grace', password }),
      await swath.call('operator', 'POST', `/ops/v1/people/${ada.client_id}/reset-link`),
    ]
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.code]),
      answers.map(() => [403, 'passwords_off']),
    )
  })

  test('passwords are switched off only where there is another way', () => {
    assert.throws(
      () => readConfig({ SWATH_PASSWORDS: 'false' }),
      /without SWATH_OIDC_ISSUER nobody could sign in/,
    )
    const settings = (more: object) => readConfig({ ...provider.settings(), ...more })
    assert.equal(settings({}).single_sign_on?.label, 'Example ID')
    const wrong = {
      'no JSON': '[',
      'no side': '[{"group":"x","acts_as":"viewer"}]',
      'no role': '[{"group":"x","staff":true}]',
      'a role of the other side': '[{"group":"x","staff":true,"acts_as":"orderer"}]',
      'an unknown member': '[{"group":"x","staff":true,"acts_as":"support","y":1}]',
    }
    for (const [what, SWATH_OIDC_GROUPS] of Object.entries(wrong))
      assert.throws(() => settings({ SWATH_OIDC_GROUPS }), /SWATH_OIDC_GROUPS/, what)
    assert.throws(
      () => settings({ SWATH_OIDC_ISSUER: 'http://id.example.com' }),
      /SWATH_OIDC_ISSUER: must be https/,
    )
    assert.throws(() => settings({ SWATH_OIDC_CLIENT_ID: '' }), /SWATH_OIDC_CLIENT_ID: needed/)
  })
})
