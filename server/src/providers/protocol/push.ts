import { type Kind, pathOf, refusal_status, request_kinds } from '@swath/contract/provider-protocol/protocol'
import { signRequest } from '@swath/contract/provider-protocol/signature'
import { fetchTrusted } from '../../outbound/outbound.ts'
import { NonsenseAnswer, readAnswer, readRefusal } from './answers.ts'
import type { Channel, RequestBody } from './channel.ts'

const timeout_ms = 30_000
/** Ten thousand opportunities. */
const max_answer_bytes = 16 * 2 ** 20

interface Address {
  /** The name of the provider, which both sign with. */
  name: string
  url: string
  /** Shared with the provider; nothing is sent as long as there is none. */
  secret: string | undefined
}

/** Asks a provider by HTTP, signed. */
export function pushChannel(address: Address): Channel {
  return {
    async ask(kind, body) {
      const { status, text } = await send(address, kind, body)
      const { name } = address
      if (status === refusal_status) throw readRefusal(name, kind, jsonOf(name, kind, text))
      if (status >= 200 && status < 300) return readAnswer(name, kind, jsonOf(name, kind, text))
      throw new Error(`${name} answered ${kind} with the status ${status}: ${text.slice(0, 300)}`)
    },
  }
}

async function send({ name, url, secret }: Address, kind: Kind, body?: RequestBody) {
  if (!secret) throw new Error(`${name} has no secret, so nothing can be signed that it is asked`)
  const { method } = request_kinds[kind]
  const at = new URL(url.replace(/\/$/, '') + pathOf(kind, body))
  const text = body === undefined ? '' : JSON.stringify(body)
  const signed = await signRequest(
    { method, target: at.pathname + at.search, body: text },
    { keyid: name, secret },
    { direction: 'swath-to-provider' },
  )
  const headers = { ...signed, accept: 'application/json' }
  const response = await fetchTrusted(at.href, {
    method,
    // A signature does not fit another address.
    redirect: 'error',
    signal: AbortSignal.timeout(timeout_ms),
    ...(text === ''
      ? { headers }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: text }),
  })
  return { status: response.status, text: await readText(name, kind, response) }
}

/** @throws NonsenseAnswer for what is longer than any answer */
async function readText(name: string, kind: Kind, response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length
    if (length > max_answer_bytes) {
      throw new NonsenseAnswer(`${name} answered ${kind} with more than ${max_answer_bytes} bytes`)
    }
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function jsonOf(name: string, kind: Kind, text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch (cause) {
    throw new NonsenseAnswer(`${name} answered ${kind} with what is no JSON: ${text.slice(0, 300)}`, {
      cause,
    })
  }
}
