import type { Token } from '@swath/contract/accounts'
import type { ContractList } from '@swath/contract/contracts'
import { isInClear } from '@swath/contract/in-clear'
import type { CallOptions, Connection, RetryPolicy } from './connection.ts'
import { ApiError, ConnectionError } from './errors.ts'
import { Listing } from './lists.ts'
import { pageFrom, type SentPage } from './pages.ts'
import { search } from './query.ts'
import { patience, withRetries } from './retry.ts'
import { Session } from './session.ts'

export type { Connection } from './connection.ts'
export type Contract = (typeof ContractList)['_zod']['output'][number]

interface Call extends CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  body?: unknown
  headers?: Record<string, string>
  /** false: the request names no contract. */
  contract?: false
  /** Marks a POST that does no harm if it is done twice, and needs no Idempotency-Key. */
  is_harmless?: true
  /** Ends a request that nobody wanted to end. */
  slow?: AbortSignal
}

/** A header that pages of others cannot send. */
const own_page = { 'X-Swath-Session': '1' } as const

/** No answer takes longer than this but one that is waited for. */
const timeout_ms = 90_000

/** Requests with a valid token and a contract to one Swath. What is not a success becomes an error. */
export class Http {
  #connection: Connection
  #url: string
  /** None where a browser has signed in. */
  #session: Session | undefined
  #policy: RetryPolicy
  #contract_id: string | undefined

  constructor(connection: Connection) {
    this.#connection = connection
    this.#url = addressOf(connection)
    this.#policy = { ...patience, ...connection.retries }
    this.#contract_id = connection.contract_id
    if ('browser' in connection) return
    this.#session = new Session(connection, (client_id, client_secret) =>
      this.#login(client_id, client_secret),
    )
  }

  /** The body of an answer; undefined of one that has none. @throws ApiError, ConnectionError */
  json<T>(path: string, call: Call = {}): Promise<T> {
    return this.#repeat(call, (keyed) => this.#answer<T>(path, keyed))
  }

  list<T>(path: string, query: object = {}, options: Pick<Call, 'signal' | 'contract'> = {}): Listing<T> {
    const first = path + search(query)
    return new Listing(async (next) => {
      const sent = await this.json<SentPage<T>>(next === null ? first : this.#below(next), options)
      return pageFrom(sent ?? {}) ?? this.#notSwath(`its answer to ${path} is no list`)
    })
  }

  /** A path that the server tells has all of its address in it; ours go on behind what it is at. */
  #below(path: string): string {
    // Anything else would be a part of the name of the server, and the token would go to another one.
    if (!path.startsWith('/')) return this.#notSwath(`it says that a list goes on at ${path}`)
    const { pathname } = new URL(this.#url)
    return pathname !== '/' && path.startsWith(`${pathname}/`) ? path.slice(pathname.length) : path
  }

  /** A success whose body is still to be read. @throws ApiError, ConnectionError */
  open(path: string, call: Call = {}): Promise<Response> {
    return this.#repeat(call, (keyed) => this.#accepted(path, keyed))
  }

  /** Before anybody has signed in, by a page of Swath itself; once, because links and passwords are looked at once. */
  async ask<T>(path: string, call: Call = {}): Promise<T> {
    return this.#read<T>(await succeeded(await this.#send(path, call, { ...own_page })), call)
  }

  async contracts(options: CallOptions = {}): Promise<Contract[]> {
    return this.#asContracts(await this.json('/contracts', { ...options, contract: false }))
  }

  accessToken(): Promise<string> {
    if (!this.#session) throw new Error('A browser that has signed in has no token, but a cookie')
    return this.#session.token()
  }

  #repeat<T>(call: Call, work: (call: Call) => Promise<T>): Promise<T> {
    const is_keyed = call.method === 'POST' && !call.is_harmless
    const keyed = is_keyed ? { ...call, idempotency_key: call.idempotency_key ?? newKey() } : call
    return withRetries(this.#policy, this.#signals(call), () => work(keyed))
  }

  async #answer<T>(path: string, call: Call): Promise<T> {
    const patient = { ...call, slow: AbortSignal.timeout(timeout_ms) }
    return this.#read<T>(await this.#accepted(path, patient), call)
  }

  async #accepted(path: string, call: Call): Promise<Response> {
    const response = await this.#authorised(path, call)
    if (response.status !== 401) return succeeded(response)
    if (!this.#session) return this.#ended(response)
    await response.body?.cancel()
    this.#session.refuse()
    return succeeded(await this.#authorised(path, call))
  }

  async #ended(response: Response): Promise<never> {
    const error = await ApiError.from(response)
    if (error.code === 'unauthorized' && 'browser' in this.#connection) this.#connection.browser.onEnd()
    throw error
  }

  async #authorised(path: string, call: Call): Promise<Response> {
    const proof = this.#session ? { authorizationToken: `Bearer ${await this.#session.token()}` } : own_page
    const headers: Record<string, string> = { ...call.headers, ...proof }
    // By the contract the server knows for which customer a person acts.
    if (!this.#session && this.#contract_id) headers['X-Satellogic-Contract-Id'] = this.#contract_id
    if (call.contract !== false) headers['X-Satellogic-Contract-Id'] = await this.#contract()
    if (call.idempotency_key) headers['Idempotency-Key'] = call.idempotency_key
    return this.#send(path, call, headers)
  }

  async #login(client_id: string, client_secret: string): Promise<Token> {
    const body = { client_id, client_secret, grant_type: 'client_credentials' }
    const call: Call = { method: 'POST', body }
    const token = await this.#read<Token>(await succeeded(await this.#send('/oauth/token', call, {})), call)
    return token?.access_token ? token : this.#notSwath('its answer to /oauth/token has no token')
  }

  async #contract(): Promise<string> {
    this.#contract_id ??= onlyOne(
      this.#asContracts(await this.#answer<Contract[]>('/contracts', { contract: false })),
    )
    return this.#contract_id
  }

  #asContracts(sent: Contract[]): Contract[] {
    return Array.isArray(sent) ? sent : this.#notSwath('its answer to /contracts is no list')
  }

  async #send(path: string, call: Call, headers: Record<string, string>) {
    const { method = 'GET', body, slow } = call
    try {
      return await fetch(this.#url + path, {
        method,
        // A secret would go along, wherever the redirect leads.
        redirect: 'error',
        ...sent(body, headers),
        signal: AbortSignal.any([...this.#signals(call), ...(slow ? [slow] : [])]),
      })
    } catch (error) {
      throw this.#explained(error, call)
    }
  }

  async #read<T>(response: Response, call: Call): Promise<T> {
    const text = await response.text().catch((error) => {
      throw this.#explained(error, call)
    })
    try {
      return (text === '' ? undefined : JSON.parse(text)) as T
    } catch {
      return this.#notSwath('it sends no JSON', response.status)
    }
  }

  #notSwath(why: string, status = 200): never {
    throw new ApiError(status, { message: `What answers at ${this.#url} is not Swath: ${why}` })
  }

  /** Those by which somebody may end the call. */
  #signals({ signal }: Call): AbortSignal[] {
    return [this.#connection.signal, signal].filter((one) => one !== undefined)
  }

  /** A call that was ended on purpose has ended for that reason; everything else is the connection's fault. */
  #explained(error: unknown, call: Call): unknown {
    const ended = this.#signals(call).find((signal) => signal.aborted)
    return ended ? ended.reason : new ConnectionError(this.#url, error)
  }
}

/** @throws when it is none, or none for secrets, which no later attempt would change */
function addressOf({ url, allow_http = false }: Connection): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
    throw new Error(`${url} is not an address such as https://swath.example.com`)
  }
  if (isInClear(url) && !allow_http) {
    throw new Error(
      `${url} is not encrypted: others could read the secret on the way. Say https://, or allow_http (swath: --allow-http)`,
    )
  }
  return url.replace(/\/+$/, '')
}

async function succeeded(response: Response): Promise<Response> {
  if (response.ok) return response
  throw await ApiError.from(response)
}

function onlyOne(contracts: Contract[]): string {
  const [first, second] = contracts
  if (first && !second) return first.contract_id
  const found = contracts.map(({ contract_id, name }) => `${contract_id} (${name})`).join(', ')
  throw new Error(`Say which contract with contract_id; the credential has ${found || 'none'}`)
}

/** Browsers have `randomUUID` only where the page came by https. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A body that has bytes is a file, and everything else is JSON. */
function sent(body: unknown, headers: Record<string, string>) {
  if (body === undefined) return { headers }
  if (body instanceof Uint8Array)
    return {
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: body as Uint8Array<ArrayBuffer>,
    }
  return { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
