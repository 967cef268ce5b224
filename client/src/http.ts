import type { ContractList, Token } from '@swath/contract/accounts'
import { ApiError, ConnectionError } from './errors.ts'
import { Listing } from './lists.ts'

export interface Connection {
  url: string
  client_id: string
  client_secret: string
  /** Absent: the only contract of the credential. */
  contract_id?: string
  /** Ends every request that is under way, and all later ones. */
  signal?: AbortSignal
}

export type Query = Readonly<Record<string, string | number | undefined>>
export type Contract = (typeof ContractList)['_zod']['output'][number]

interface Call {
  method?: 'GET' | 'POST' | 'DELETE'
  body?: unknown
  /** false: the request names no contract. */
  contract?: false
}

/** A token is renewed this long before it expires, so that it does not expire on the way. */
const margin_ms = 60_000

/** Requests with a valid token and a contract to one Swath. What is not a success becomes an error. */
export class Http {
  #connection: Connection
  #url: string
  #token = Promise.resolve('')
  #renew_at_ms = 0
  #contract_id: string | undefined

  constructor(connection: Connection) {
    this.#connection = connection
    this.#url = connection.url.replace(/\/+$/, '')
    this.#contract_id = connection.contract_id
  }

  /** @throws ApiError, ConnectionError */
  async json<T>(path: string, call: Call = {}): Promise<T> {
    return (await this.open(path, call)).json() as Promise<T>
  }

  list<T>(path: string, query: Query = {}): Listing<T> {
    return new Listing(path + search(query), (page) => this.json(page))
  }

  /** A success whose body is still to be read. @throws ApiError, ConnectionError */
  async open(path: string, call: Call = {}): Promise<Response> {
    const response = await this.#authorised(path, call)
    if (response.status !== 401) return succeeded(response)
    // A token may end before its time, for example when the server was given a new database.
    await response.body?.cancel()
    this.#renew_at_ms = 0
    return succeeded(await this.#authorised(path, call))
  }

  contracts(): Promise<Contract[]> {
    return this.json('/contracts', { contract: false })
  }

  async #authorised(path: string, call: Call): Promise<Response> {
    const headers: Record<string, string> = { authorizationToken: `Bearer ${await this.#validToken()}` }
    if (call.contract !== false) headers['X-Satellogic-Contract-Id'] = await this.#contract()
    return this.#send(path, call, headers)
  }

  #validToken(): Promise<string> {
    if (Date.now() < this.#renew_at_ms) return this.#token
    // Whoever asks meanwhile waits for the same answer.
    this.#renew_at_ms = Number.POSITIVE_INFINITY
    this.#token = this.#login()
    return this.#token
  }

  async #login(): Promise<string> {
    const { client_id, client_secret } = this.#connection
    const body = { client_id, client_secret, grant_type: 'client_credentials' }
    try {
      const response = await succeeded(await this.#send('/oauth/token', { method: 'POST', body }, {}))
      const { access_token, expires_in } = (await response.json()) as Token
      this.#renew_at_ms = Date.now() + expires_in * 1000 - margin_ms
      return access_token
    } catch (error) {
      this.#renew_at_ms = 0
      throw error
    }
  }

  async #contract(): Promise<string> {
    this.#contract_id ??= onlyOne(await this.contracts())
    return this.#contract_id
  }

  async #send(path: string, { method = 'GET', body }: Call, headers: Record<string, string>) {
    const { signal } = this.#connection
    try {
      return await fetch(this.#url + path, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal ? { signal } : {}),
      })
    } catch (error) {
      signal?.throwIfAborted()
      throw new ConnectionError(this.#url, error)
    }
  }
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

function search(query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}
