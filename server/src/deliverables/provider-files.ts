import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReportedFile } from '@swath/contract/deliverables'
import { type Problem, SwathError } from '@swath/contract/errors'
import { type Outbound, type OutboundAnswer, OutboundRefused } from '../outbound/outbound.ts'
import type { Incoming, Rest, Written } from '../storage/partial-files.ts'

/** Stores of files send their clients on, as a rule once. */
const max_redirects = 5
const redirections = new Set([301, 302, 303, 307, 308])
/** The longest silence of a source. It may send as long as it likes. */
const silence_ms = 60_000

interface Limits {
  max_bytes: number
  silence_ms?: number
}

interface Wanted {
  rest?: Rest | undefined
  signal?: AbortSignal | undefined
}

/** Files at addresses that providers name: a credential of a provider must not open our own network. */
export class ProviderFiles {
  #outbound: Outbound
  #max_bytes: number
  #silence_ms: number

  constructor(outbound: Outbound, limits: Limits) {
    this.#outbound = outbound
    this.#max_bytes = limits.max_bytes
    this.#silence_ms = limits.silence_ms ?? silence_ms
  }

  /**
   * As far as addresses can be judged without asking for them. @throws SwathError `invalid_request`, with all of them
   */
  check(files: readonly ReportedFile[]): void {
    const problems = files.flatMap(({ href, size_bytes }, index) => [
      ...this.#problemOf(href, `/files/${index}/href`),
      ...this.#sizeProblem(size_bytes, `/files/${index}/size_bytes`),
    ])
    const [first] = problems
    if (first) throw new SwathError('invalid_request', `${first.pointer}: ${first.message}`, { problems })
  }

  /** Why an address is none that we ask, if that can be known without asking. */
  refusalOf(href: string): string | undefined {
    try {
      this.#outbound.check(href)
      return undefined
    } catch (error) {
      if (error instanceof OutboundRefused) return error.message
      throw error
    }
  }

  #problemOf(href: string, pointer: string): Problem[] {
    const message = this.refusalOf(href)
    return message === undefined ? [] : [{ pointer, code: 'url_refused', message }]
  }

  #sizeProblem(size_bytes: number, pointer: string): Problem[] {
    if (size_bytes <= this.#max_bytes) return []
    const message = `A file may have at most ${this.#max_bytes} bytes (SWATH_MAX_FILE_GB)`
    return [{ pointer, code: 'file_too_large', message }]
  }

  /**
   * The bytes of a file, or the rest of them where the source has still the same version and can send a part.
   * @throws OutboundRefused, and errors of the network
   */
  async receive(href: string, { rest, signal }: Wanted = {}): Promise<Incoming> {
    const range = rest && { range: `bytes=${rest.offset}-`, 'if-range': rest.validator }
    const answer = await this.ask(href, range ?? {}, signal)
    const { status, headers, body } = answer
    const offset = status === 206 ? offsetOf(headers['content-range']) : 0
    const validator = validatorOf(headers)
    const is_rest = offset === rest?.offset && (validator ?? rest.validator) === rest.validator
    if (status === 200 || (status === 206 && is_rest)) {
      return { body: Readable.from(heard(body, this.#silence_ms)), offset, validator }
    }
    body.destroy()
    // The part that is there is of another version, or longer than this one.
    if (rest && (status === 206 || status === 416)) return this.receive(href, { signal })
    throw new Error(`${href} answered ${status}`)
  }

  /**
   * Reads a file to learn its size and digest, and keeps nothing.
   * @throws OutboundRefused, errors of the network, and an Error for a file that is larger than we take
   */
  async measure(href: string, signal?: AbortSignal): Promise<Written> {
    const { body } = await this.receive(href, { signal })
    const hash = createHash('sha256')
    let size_bytes = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size_bytes += chunk.length
      if (size_bytes > this.#max_bytes)
        throw new Error(`${href} has more than ${this.#max_bytes} bytes (SWATH_MAX_FILE_GB)`)
      hash.update(chunk)
    }
    return { size_bytes, sha256: hash.digest('hex') }
  }

  /**
   * Asks the host to which an address leads. Nothing but these headers is sent, to whichever host that is; the
   * caller reads the body or destroys it. @throws OutboundRefused, and errors of the network
   */
  async ask(href: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal) {
    for (let url = href, redirects = 0; redirects <= max_redirects; redirects++) {
      const answer = await this.#outbound.open({ url, headers, timeout_ms: this.#silence_ms }, signal)
      const { location } = answer.headers
      if (!redirections.has(answer.status) || location === undefined) return answer
      answer.body.destroy()
      url = new URL(location, url).href
    }
    throw new Error(`${href} leads to more than ${max_redirects} redirects`)
  }
}

/** The validator that tells this version of a file from others, byte for byte. */
function validatorOf({ etag, 'last-modified': modified }: OutboundAnswer['headers']): string | undefined {
  return etag && !etag.startsWith('W/') ? etag : modified
}

function offsetOf(content_range: string | undefined): number {
  return Number(/^bytes (\d+)-/.exec(content_range ?? '')?.[1] ?? Number.NaN)
}

/** Passes chunks on, and breaks off when none has come for so long. Time in which nobody asks does not count. */
async function* heard(body: Readable, silence_ms: number) {
  const silent = () => body.destroy(new Error(`Nothing came for ${silence_ms} ms`))
  let timer = setTimeout(silent, silence_ms)
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      clearTimeout(timer)
      yield chunk
      timer = setTimeout(silent, silence_ms)
    }
  } finally {
    clearTimeout(timer)
  }
}
