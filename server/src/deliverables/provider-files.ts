import type { Readable } from 'node:stream'
import type { ReportedFile } from '@swath/contract/deliverables'
import { type Problem, SwathError } from '@swath/contract/errors'
import { type Outbound, OutboundRefused } from '../platform/outbound.ts'

/** Stores of files send their clients on, as a rule once. */
const max_redirects = 5
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

  #problemOf(href: string, pointer: string): Problem[] {
    try {
      this.#outbound.check(href)
      return []
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error
      return [{ pointer, code: 'url_refused', message: error.message }]
    }
  }

  /** The bytes of a file, which the caller reads. @throws OutboundRefused, and errors of the network */
  async open(href: string): Promise<Readable> {
    const signal = AbortSignal.timeout(transfer_ms)
    for (let url = href, redirects = 0; redirects <= max_redirects; redirects++) {
      const { status, headers, body } = await this.#outbound.open({ url, timeout_ms: answer_ms }, signal)
      if (status === 200) return body
      body.destroy()
      if (status < 300 || status >= 400 || headers.location === undefined) {
        throw new Error(`${url} answered ${status}`)
      }
      url = new URL(headers.location, url).href
    }
    throw new Error(`${href} leads to more than ${max_redirects} redirects`)
  }
}
