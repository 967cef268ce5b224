import type { Token } from '@swath/contract/accounts'
import { fetchBy, NoAnswer } from '../../outbound/as-fetch.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { saidIn, wordsOf } from '../said.ts'

/** A v1 system whose tasks are mirrored, and the credential for it. */
export interface Upstream {
  url: string
  client_id: string
  client_secret: string
  /** As that system names it. */
  contract_id: string
}

interface V1Page {
  results: Record<string, unknown>[]
  next: string | null
}

/** The system has understood what it is asked, and does not do it. */
export class LegacyRefusal extends Error {}

const page_size = 100
/** Pages of a hundred tasks with their areas. */
const limits = { timeout_ms: 30_000, max_bytes: 16 * 2 ** 20 }

/** The v1 Tasking and Delivery APIs of another system. What it answers is read by whoever asks. */
export class LegacyApi {
  #upstream: Upstream
  #fetch: ReturnType<typeof fetchBy>
  #token = ''

  constructor(upstream: Upstream, outbound: Outbound) {
    this.#upstream = upstream
    this.#fetch = fetchBy(outbound, limits)
  }

  /** Tells this system from others. */
  get host(): string {
    return new URL(this.#upstream.url).host
  }

  /** Tasks by the page, in the order of that system. */
  tasks(query: Readonly<Record<string, string>> = {}) {
    return this.#pages(`/tasking/tasks/?${new URLSearchParams({ limit: String(page_size), ...query })}`)
  }

  async task(task_id: number): Promise<Record<string, unknown>> {
    return (await this.#send('GET', `/tasking/tasks/${task_id}/`)) as Record<string, unknown>
  }

  captures(task_id: number) {
    return all(this.#pages(`/tasking/tasks/${task_id}/captures/?limit=${page_size}`))
  }

  scenes(sceneset_id: string) {
    return all(this.#pages(`/telluric/scenes/?${new URLSearchParams({ sceneset_id })}`))
  }

  async create(task: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    return (await this.#send('POST', '/tasking/tasks/', task)) as Record<string, unknown>
  }

  async cancel(task_id: number): Promise<void> {
    await this.#send('PATCH', `/tasking/tasks/${task_id}/cancel/`)
  }

  async *#pages(first: string) {
    for (let path: string | null = first; path !== null; ) {
      const page = (await this.#send('GET', path)) as V1Page
      yield page.results
      path = page.next === null ? null : pathOf(page.next)
    }
  }

  async #send(method: string, path: string, body?: object): Promise<unknown> {
    this.#token ||= await this.#login()
    const first = await this.#request(method, path, body)
    if (first.status !== 401) return read(path, first)
    this.#token = await this.#login()
    return read(path, await this.#request(method, path, body))
  }

  #request(method: string, path: string, body: object | undefined) {
    const { url, contract_id } = this.#upstream
    const headers: Record<string, string> = {
      authorizationToken: `Bearer ${this.#token}`,
      'X-Satellogic-Contract-Id': contract_id,
      ...(body && { 'content-type': 'application/json' }),
    }
    const sent = body && { body: JSON.stringify(body) }
    return this.#fetch(url + path, { method, headers, ...sent })
  }

  async #login(): Promise<string> {
    const { url, client_id, client_secret } = this.#upstream
    const path = '/oauth/token'
    const response = await this.#fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id, client_secret, grant_type: 'client_credentials' }),
    })
    return ((await read(path, response)) as Token).access_token
  }
}

/** Links are absolute, with an address that need not be ours to use. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link, 'http://localhost')
  return pathname + search
}

async function all<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const items: T[] = []
  for await (const page of pages) items.push(...page)
  return items
}

async function read(path: string, response: Response): Promise<unknown> {
  const text = await response.text()
  if (response.ok) return text === '' ? undefined : parsed(path, text)
  const said = saidIn(text)
  const message = `${path} was answered with ${response.status}${said ? `: ${said}` : ''}`
  const is_refused = response.status === 400 || response.status === 422
  throw is_refused ? new LegacyRefusal(wordsOf(text), { cause: message }) : new Error(message)
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NoAnswer(`${path} was not answered with JSON`, { cause })
  }
}
