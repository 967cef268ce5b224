import { type Kind, pathOf, refusal_status, request_kinds } from '@swath/contract/provider-protocol/protocol'
import { signRequest } from '@swath/contract/provider-protocol/signature'
import { fetchBy } from '../../outbound/as-fetch.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { saidIn } from '../said.ts'
import { NonsenseAnswer, readAnswer, readRefusal } from './answers.ts'
import type { Channel, RequestBody } from './channel.ts'

/** Ten thousand opportunities. */
const limits = { timeout_ms: 30_000, max_bytes: 16 * 2 ** 20 }

interface Address {
  /** The name of the provider, which both sign with. */
  name: string
  url: string
  /** Shared with the provider; nothing is sent as long as there is none. */
  secret: string | undefined
  /** The way there. */
  outbound: Outbound
}

/** Asks a provider by HTTP, signed. */
export function pushChannel(address: Address): Channel {
  return {
    async ask(kind, body) {
      const { status, text } = await send(address, kind, body)
      const { name } = address
      if (status === refusal_status) throw readRefusal(name, kind, jsonOf(name, kind, text))
      if (status >= 200 && status < 300) return readAnswer(name, kind, jsonOf(name, kind, text))
      const said = saidIn(text)
      throw new Error(`${name} answered ${kind} with the status ${status}${said ? `: ${said}` : ''}`)
    },
  }
}

async function send({ name, url, secret, outbound }: Address, kind: Kind, body?: RequestBody) {
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
  // A signature does not fit another address, so it matters that redirects are not followed.
  const response = await fetchBy(outbound, limits)(at.href, {
    method,
    ...(text === ''
      ? { headers }
      : { headers: { ...headers, 'content-type': 'application/json' }, body: text }),
  })
  return { status: response.status, text: await response.text() }
}

function jsonOf(name: string, kind: Kind, text: string): unknown {
  try {
    return JSON.parse(text || '{}')
  } catch (cause) {
    throw new NonsenseAnswer(`${name} answered ${kind} with what is no JSON`, { cause })
  }
}
