import type { Outbound, OutboundRequest } from './outbound.ts'

interface Limits {
  timeout_ms: number
  max_bytes: number
}

type Method = NonNullable<OutboundRequest['method']>

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}

/** There was no answer, or more of it than anybody needs. */
export class NoAnswer extends Error {}

/**
 * `Outbound` for libraries that speak a protocol and take a `fetch`. Their secrets go to nobody who is not to have them.
 */
export function fetchBy(outbound: Outbound, { timeout_ms, max_bytes }: Limits) {
  return async (url: string, { method = 'GET', headers = {}, body }: Asked): Promise<Response> => {
    try {
      outbound.checkConfidential(url)
      const sent = body == null ? {} : { body: textOf(body) }
      const asked = { url, method: method as Method, headers, ...sent, timeout_ms }
      const answer = await outbound.send(asked, max_bytes)
      if (answer.is_cut) throw new Error(`The answer has more than ${max_bytes} bytes`)
      return responseOf(answer)
    } catch (cause) {
      throw new NoAnswer(`${new URL(url).host}: ${(cause as Error).message}`, { cause })
    }
  }
}

function textOf(body: unknown): string {
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body)
  throw new Error('Only texts and forms are sent')
}

function responseOf({ status, headers, body }: Awaited<ReturnType<Outbound['send']>>): Response {
  const plain = Object.entries(headers).filter((one): one is [string, string] => typeof one[1] === 'string')
  return new Response(body.length > 0 ? new Uint8Array(body) : null, { status, headers: plain })
}
