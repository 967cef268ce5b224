// Somebody with a browser, for tests: it keeps its cookie and says, as the console does, that the page is ours.
import { all_scopes } from '@swath/contract/permissions'
import type { Answer, TestApp } from './app.ts'

type Method = Parameters<TestApp['call']>[1]

export const password = 'correct horse battery'

export class TestBrowser {
  /** Of the session. */
  cookie = ''
  /** The others, by their names. */
  readonly cookies = new Map<string, string>()
  /** Whose data the requests are about. */
  contract_id = ''
  #swath: TestApp

  constructor(swath: TestApp) {
    this.#swath = swath
  }

  async call(method: Method, url: string, payload?: unknown, headers = {}): Promise<Answer> {
    const answer = await this.#swath.call('demo', method, url, payload, {
      authorizationtoken: '',
      'x-satellogic-contract-id': this.contract_id,
      'x-swath-session': '1',
      ...this.#cookieHeader(),
      ...headers,
    })
    const set = (answer.headers['set-cookie'] ?? []) as string | string[]
    for (const one of [set].flat()) this.#keep(one.split(';')[0]!)
    return answer
  }

  #cookieHeader() {
    const all = [this.cookie, ...this.cookies.values()].filter(Boolean)
    return all.length > 0 ? { cookie: all.join('; ') } : {}
  }

  #keep(cookie: string) {
    const [name] = cookie.split('=') as [string]
    if (name.endsWith('swath-session')) this.cookie = cookie
    else this.cookies.set(name, cookie)
  }

  signIn(email: string, with_password = password) {
    return this.call('POST', '/v2/session', { email, password: with_password })
  }
}

export const tokenOf = (link: string) => new URL(link).hash.slice(1)

/** Somebody who was invited by an operator and has accepted. */
export async function aPerson(
  swath: TestApp,
  email: string,
  invited: object = { staff: true, scopes: all_scopes.operator },
): Promise<TestBrowser> {
  const { status, body } = await swath.call('operator', 'POST', '/ops/v1/people/invitations', {
    email,
    ...invited,
  })
  if (status !== 201) throw new Error(`The invitation was refused: ${JSON.stringify(body)}`)
  const browser = new TestBrowser(swath)
  const accepted = { token: tokenOf(body.link), name: email.split('@')[0], password }
  const answer = await browser.call('POST', '/v2/invitations/accept', accepted)
  if (answer.status !== 201) throw new Error(`It was not accepted: ${JSON.stringify(answer.body)}`)
  browser.contract_id = body.contracts[0]?.contract_id ?? ''
  return browser
}
