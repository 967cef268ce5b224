// Asks a provider as Swath does, and sees what it answers.
import { type Kind, pathOf, request_kinds } from '@swath/contract/provider-protocol/protocol'
import { RefusalAnswer } from '@swath/contract/provider-protocol/refusals'
import { type SignatureHeaders, signRequest } from '@swath/contract/provider-protocol/signature'

/** What the provider shares with Swath, and the name that it signs with. */
export interface Key {
  secret: string
  keyid: string
}

interface Address extends Key {
  url: string
}

export interface Told {
  status: number
  body: unknown
}

export type RequestBody = object & { capture_id?: string }

/** Puts the questions of Swath to a provider, which is called or fetches them. */
export interface Asker {
  /** @throws Error where it does not answer in time */
  ask(kind: Kind, body?: RequestBody): Promise<Told>
}

const patience_ms = 30_000

/** Calls a provider that has an HTTP server. */
export class Caller implements Asker {
  readonly #address: Address

  constructor(address: Address) {
    this.#address = address
  }

  sign(kind: Kind, body?: RequestBody, more: { secret?: string; at?: Date } = {}) {
    const { keyid, secret } = this.#address
    const request = {
      method: request_kinds[kind].method,
      target: this.#at(kind, body).pathname,
      body: textOf(body),
    }
    const key = { keyid, secret: more.secret ?? secret }
    return signRequest(request, key, { direction: 'swath-to-provider', ...(more.at && { at: more.at }) })
  }

  async send(kind: Kind, body: RequestBody | undefined, headers: Partial<SignatureHeaders>): Promise<Told> {
    const text = textOf(body)
    const response = await fetch(this.#at(kind, body), {
      method: request_kinds[kind].method,
      headers: {
        ...(headers as Record<string, string>),
        ...(text && { 'content-type': 'application/json' }),
      },
      ...(text && { body: text }),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience_ms),
    })
    const answer = await response.text()
    return { status: response.status, body: parsed(answer) }
  }

  async ask(kind: Kind, body?: RequestBody): Promise<Told> {
    return this.send(kind, body, await this.sign(kind, body))
  }

  #at(kind: Kind, body?: RequestBody): URL {
    return new URL(this.#address.url.replace(/\/$/, '') + pathOf(kind, body))
  }
}

const textOf = (body: object | undefined) => (body === undefined ? '' : JSON.stringify(body))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return text
  }
}

/** Tells the faults of an answer; nothing, if it is one that the protocol knows. */
export function faultsOf(kind: Kind, { status, body }: Told): string[] {
  const is_refusal = status === 409
  if (!is_refusal && (status < 200 || status > 299)) {
    return [`It answers ${kind} with the status ${status}: ${JSON.stringify(body).slice(0, 200)}`]
  }
  const read = (is_refusal ? RefusalAnswer : request_kinds[kind].answer).safeParse(body)
  if (read.success) return []
  const problems = read.error.issues.slice(0, 3).map(({ path, message }) => `/${path.join('/')} ${message}`)
  return [
    `Its ${is_refusal ? 'refusal of' : 'answer to'} ${kind} is not as the protocol has it: ${problems.join('; ')}`,
  ]
}
