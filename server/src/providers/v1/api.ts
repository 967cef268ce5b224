import type { Token } from '@swath/contract/accounts'
import { fetchTrusted } from '../../outbound/outbound.ts'
import { wordsOf } from '../said.ts'

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
const timeout_ms = 30_000

/** The v1 Tasking and Delivery APIs of another system. What it answers is read by whoever asks. */
export class LegacyApi {
  #upstream: Upstream
  #token = ''

  constructor(upstream: Upstream) {
    this.#upstream = upstream
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
    if (first.status !== 401) return read(first)
    await first.body?.cancel()
    this.#token = await this.#login()
    return read(await this.#request(method, path, body))
  }

  #request(method: string, path: string, body: object | undefined) {
    const { url, contract_id } = this.#upstream
    const headers: Record<string, string> = {
      authorizationToken: `Bearer ${this.#token}`,
      'X-Satellogic-Contract-Id': contract_id,
      ...(body && { 'content-type': 'application/json' }),
    }
    const sent = body && { body: JSON.stringify(body) }
    return fetchTrusted(url + path, {
      method,
      headers,
      ...sent,
      signal: AbortSignal.timeout(timeout_ms),
      redirect: 'error',
    })
  }

  async #login(): Promise<string> {
    const { url, client_id, client_secret } = this.#upstream
    const response = await fetchTrusted(`${url}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_id, client_secret, grant_type: 'client_credentials' }),
      signal: AbortSignal.timeout(timeout_ms),
      redirect: 'error',
    })
    return ((await read(response)) as Token).access_token
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

async function read(response: Response): Promise<unknown> {
  const text = await response.text()
  if (response.ok) return text === '' ? undefined : JSON.parse(text)
  const message = `${response.url} answered ${response.status}: ${text.slice(0, 300)}`
  const is_refused = response.status === 400 || response.status === 422
  throw is_refused ? new LegacyRefusal(wordsOf(text), { cause: message }) : new Error(message)
}
