import type { Readable } from 'node:stream'
import type { ReportedFile } from '@swath/contract/deliverables'
import { type Problem, SwathError } from '@swath/contract/errors'
import { type Outbound, OutboundRefused } from '../platform/outbound.ts'

/** Stores of files send their clients on, as a rule once. */
const max_redirects = 5
const redirections = new Set([301, 302, 303, 307, 308])
const answer_ms = 60_000
const transfer_ms = 600_000

/** Files at addresses that providers name: a credential of a provider must not open our own network. */
export class ProviderFiles {
  #outbound: Outbound

  constructor(outbound: Outbound) {
    this.#outbound = outbound
  }

  /** As far as addresses can be judged without asking for them. @throws SwathError `invalid_request`, with all of them */
  check(files: readonly ReportedFile[]): void {
    const problems = files.flatMap(({ href }, index) => this.#problemOf(href, `/files/${index}/href`))
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

  /** The bytes of a file, which the caller reads. @throws OutboundRefused, and errors of the network */
  async open(href: string): Promise<Readable> {
    const { status, body } = await this.ask(href, {}, AbortSignal.timeout(transfer_ms))
    if (status === 200) return body
    body.destroy()
    throw new Error(`${href} answered ${status}`)
  }

  /**
   * What is answered where an address leads. Nothing but these headers is sent, to whichever host that is; the
   * caller reads the body or destroys it. @throws OutboundRefused, and errors of the network
   */
  async ask(href: string, headers: Readonly<Record<string, string>>, signal?: AbortSignal) {
    for (let url = href, redirects = 0; redirects <= max_redirects; redirects++) {
      const answer = await this.#outbound.open({ url, headers, timeout_ms: answer_ms }, signal)
      const { location } = answer.headers
      if (!redirections.has(answer.status) || location === undefined) return answer
      answer.body.destroy()
      url = new URL(location, url).href
    }
    throw new Error(`${href} leads to more than ${max_redirects} redirects`)
  }
}
