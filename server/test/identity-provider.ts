// A real provider of identities (oidc-provider) on loopback: it knows the people of a test, and does what it says.
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import { Provider } from 'oidc-provider'

interface KnownPerson {
  email: string
  email_verified: boolean
  name: string
  groups: string[]
}

/** The addresses of Swath that the provider knows. */
interface Known {
  redirect_uri: string
  after_sign_out: string
  back_channel: string
}

export class TestIdentityProvider {
  static readonly client_id = 'swath'
  readonly client_secret = 'the secret of the tests at the provider'
  readonly people = new Map<string, KnownPerson>()
  readonly issuer: string
  /** Requests that it was asked, such as `GET /jwks`. */
  readonly asked: string[] = []
  /** Changes what its tokens say, under its own signature. */
  tamper: ((claims: JWTPayload) => JWTPayload) | undefined
  /** The tokens by which it has told that somebody has signed out. */
  readonly logout_tokens: string[] = []
  #server: http.Server
  #known: Known
  #provider!: Provider
  #key!: JWK

  private constructor(server: http.Server, swath_url: string) {
    this.#server = server
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    this.#known = {
      redirect_uri: `${swath_url}/console/single-sign-on`,
      after_sign_out: `${swath_url}/console/sign-in`,
      back_channel: `${this.issuer}/told`,
    }
    server.on('request', (request, response) => this.#answer(request, response))
  }

  static async open(swath_url: string): Promise<TestIdentityProvider> {
    const server = http.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const provider = new TestIdentityProvider(server, swath_url)
    await provider.rotateKeys()
    return provider
  }

  /** Settings of a server that trusts it. */
  settings(more: Record<string, string> = {}): Record<string, string> {
    return {
      SWATH_OIDC_ISSUER: this.issuer,
      SWATH_OIDC_CLIENT_ID: TestIdentityProvider.client_id,
      SWATH_OIDC_CLIENT_SECRET: this.client_secret,
      SWATH_OIDC_LABEL: 'Example ID',
      ...more,
    }
  }

  knows(sub: string, person: Partial<KnownPerson> = {}): string {
    const known = { email: `${sub}@example.com`, email_verified: true, name: sub, groups: [], ...person }
    this.people.set(sub, known)
    return sub
  }

  /** From now on it signs with another key, and publishes only that. Who has signed in there still has. */
  async rotateKeys(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true })
    this.#key = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: 'RS256', use: 'sig' }
    this.#provider = new Provider(this.issuer, this.#configuration())
  }

  async sign(claims: JWTPayload, header: object = {}): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: this.#key.kid!, ...header })
      .sign(await importJWK(this.#key, 'RS256'))
  }

  /** It answers nothing, as somebody who has gone away. */
  goAway() {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async comeBack(): Promise<void> {
    this.#server.listen(Number(new URL(this.issuer).port), '127.0.0.1')
    await once(this.#server, 'listening')
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #configuration() {
    const { redirect_uri, after_sign_out, back_channel } = this.#known
    return {
      clients: [
        {
          client_id: TestIdentityProvider.client_id,
          client_secret: this.client_secret,
          redirect_uris: [redirect_uri],
          post_logout_redirect_uris: [after_sign_out],
          backchannel_logout_uri: back_channel,
          backchannel_logout_session_required: true,
        },
      ],
      jwks: { keys: [this.#key] },
      cookies: { keys: ['the keys of the cookies'] },
      claims: {
        openid: ['sub'],
        email: ['email', 'email_verified'],
        profile: ['name', 'groups'],
      },
      features: { backchannelLogout: { enabled: true } },
      // Its own guard lets it ask nobody on loopback.
      fetch: (url: Parameters<typeof fetch>[0], { dispatcher: _, ...options }: RequestInit = {}) =>
        fetch(url, options),
      findAccount: (_: unknown, sub: string) => {
        const person = this.people.get(sub)
        return person && { accountId: sub, claims: async () => ({ sub, ...person }) }
      },
    }
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse) {
    const path = request.url!.split('?')[0]!
    this.asked.push(`${request.method} ${path}`)
    if (path === '/told') return void this.#hear(request, response)
    if (path === '/token' && this.tamper) this.#tamperWith(response)
    void this.#provider.callback()(request, response)
  }

  #tamperWith(response: http.ServerResponse) {
    const end = response.end.bind(response) as (body: string) => http.ServerResponse
    const tamper = this.tamper!
    response.end = ((body: string) => {
      const answer = JSON.parse(body)
      void this.sign(tamper(decodeJwt(answer.id_token))).then((id_token) => {
        const changed = JSON.stringify({ ...answer, id_token })
        response.setHeader('content-length', Buffer.byteLength(changed))
        end(changed)
      })
      return response
    }) as typeof response.end
  }

  async #hear(request: http.IncomingMessage, response: http.ServerResponse) {
    let body = ''
    for await (const part of request) body += part
    this.logout_tokens.push(new URLSearchParams(body).get('logout_token')!)
    response.end()
  }
}

/** Somebody's browser at the provider: it keeps cookies and follows to the next page. */
export class ProviderVisit {
  #cookies = new Map<string, string>()

  /** @returns the address at Swath to which the provider sends the browser back */
  async signIn(url: string, sub: string): Promise<URL> {
    let page = await this.#follow(url)
    for (let step = 0; step < 5 && typeof page !== 'string'; step++) {
      const form = /<form[^>]*action="([^"]+)"/.exec(page.text)![1]!
      const prompt = page.text.includes('name="login"') ? 'login' : 'consent'
      const body = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: sub, password: 'any' }) })
      page = await this.#follow(new URL(form, page.url).href, body)
    }
    if (typeof page !== 'string') throw new Error(`The provider goes on asking: ${page.text}`)
    return new URL(page)
  }

  /** To the page at which it asks whether to sign out, and a yes. @returns where it sends the browser */
  async signOut(url: string): Promise<URL> {
    const page = await this.#follow(url)
    if (typeof page === 'string') return new URL(page)
    const form = /<form[^>]*action="([^"]+)"/.exec(page.text)![1]!
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)![1]!
    const after = await this.#follow(form, new URLSearchParams({ xsrf, logout: 'yes' }))
    return new URL(typeof after === 'string' ? after : after.url)
  }

  async #follow(url: string, body?: URLSearchParams): Promise<string | { url: string; text: string }> {
    const { origin } = new URL(url)
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = body ? { method: 'POST', body } : {}
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie }, ...sent })
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0]!.split('=') as [string, string]
      this.#cookies.set(name, value)
    }
    const to = answer.headers.get('location')
    if (to === null) return { url, text: await answer.text() }
    const next = new URL(to, url)
    return next.origin === origin ? this.#follow(next.href) : next.href
  }
}
