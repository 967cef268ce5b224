// A constellation that Swath plans, as a candidate of the suite. Its connector speaks no HTTP, since planner and server are one
// process: questions go to its port, as the server puts them. Its reports go to the suite over HTTP, signed, and so do those of a
// mission system of a few lines, which flies the commands that the server gives it.
import type { CaptureReport, ReportReceipt } from '@swath/contract/captures'
import type { DeliverableReport } from '@swath/contract/deliverables'
import type { ImagingCommand } from '@swath/contract/planner-provider'
import type { Kind } from '@swath/contract/provider-protocol/protocol'
import { signRequest } from '@swath/contract/provider-protocol/signature'
import { type CaptureJudge, Planning } from '../../server/src/planning/service.ts'
import { sandbox_capabilities } from '../../server/src/providers/protocol/sandbox.ts'
import type { Provider } from '../../server/src/providers/provider.ts'
import { Refusal } from '../../server/src/providers/refusal.ts'
import type { TestApp } from '../../server/test/app.ts'
import type { Asker, Key, RequestBody, Told } from './caller.ts'
import { angles, file } from './image.testing.ts'
import { frame } from './stage.ts'

export class PlannedConstellation implements Asker {
  readonly #swath: TestApp
  readonly #provider: Provider
  readonly #reports: Reports
  readonly #planning: Planning
  readonly #flown = new Set<string>()
  #work: Promise<void> = Promise.resolve()

  constructor(swath: TestApp, provider: Provider, key: Key, reports_port: number) {
    this.#swath = swath
    this.#provider = provider
    this.#reports = new Reports(key, reports_port)
    const { parts, features } = swath.app
    const forecast = { hoursOver: async (places: readonly unknown[]) => places.map(() => undefined) }
    const { providers } = features.registry
    this.#planning = new Planning(parts, { providers, captures: this.#reports, forecast })
  }

  async ask(kind: Kind, body?: RequestBody): Promise<Told> {
    try {
      return { status: 200, body: JSON.parse(JSON.stringify(await this.#answer(kind, body))) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const { class: refusal, said: message, reason_code } = error
      return { status: 409, body: { class: refusal, message, reason_code } }
    } finally {
      if (kind === 'plan') this.#work = this.#work.then(() => this.#planAndFly())
    }
  }

  /** All that was asked is planned and flown, or given up. */
  end(): Promise<void> {
    this.#reports.end()
    return this.#work
  }

  async #answer(kind: Kind, body: RequestBody = {}): Promise<object> {
    const provider = this.#provider
    const asked = ofPort(body) as never
    const { reservation_id = '', capture_id = '' } = body as { reservation_id?: string; capture_id?: string }
    if (kind === 'capabilities') return capabilitiesOf(provider)
    if (kind === 'assess') return provider.assess(asked)
    if (kind === 'opportunities') return provider.opportunities!(asked)
    if (kind === 'reserve') return provider.reserve!(asked)
    if (kind === 'cancel') return provider.cancel(capture_id)
    await (kind === 'release' ? provider.release!(reservation_id) : provider.plan(asked))
    return {}
  }

  /** The mission system fetches the commands when they do not change any more, and tells what came of each. */
  async #planAndFly(): Promise<void> {
    await this.#planning.planAll()
    for (const { capture_id, start } of await this.#commands()) {
      const lead_ms = this.#provider.planner!.uplink_lead_minutes * 60_000
      this.#wait(Date.parse(start) - lead_ms)
      const command = (await this.#commands()).find((one) => one.capture_id === capture_id)
      if (command?.is_frozen) await this.#fly(command)
    }
  }

  async #commands(): Promise<ImagingCommand[]> {
    const { files } = await this.#planning.show(this.#provider.name)
    return files.flatMap(({ commands }) => commands).filter(({ capture_id }) => !this.#flown.has(capture_id))
  }

  async #fly({ capture_id, satellite_name, start, end, off_nadir_deg }: ImagingCommand): Promise<void> {
    this.#flown.add(capture_id)
    this.#wait(Date.parse(end))
    const access = { ...angles, satellite_name, start, end, off_nadir_deg }
    const image = { outcome_id: crypto.randomUUID(), access, footprint: frame, cloud_cover_pct: 0 }
    const at = this.#swath.clock.now().toISOString()
    const acquired = { ...headOf(at), status: 'acquired', ...image } as CaptureReport
    await this.#reports.send(`${capture_id}/reports`, acquired)
    await this.#reports.send(`${capture_id}/deliverables/L1B/reports`, {
      ...headOf(at),
      status: 'ready',
      files: [file],
    })
  }

  #wait(until_ms: number) {
    this.#swath.clock.set(new Date(Math.max(until_ms, this.#swath.clock.now().getTime())))
  }
}

/** Sends what is told until it is taken, as the protocol has it. */
class Reports implements CaptureJudge {
  readonly #key: Key
  readonly #url: string
  #is_over = false

  constructor(key: Key, port: number) {
    this.#key = key
    this.#url = `http://127.0.0.1:${port}`
  }

  end() {
    this.#is_over = true
  }

  async report(_by: unknown, capture_id: string, report: CaptureReport): Promise<ReportReceipt> {
    await this.send(`${capture_id}/reports`, report)
    return { report_id: report.report_id, result: 'applied', detail: '' }
  }

  async send(place: string, report: CaptureReport | DeliverableReport): Promise<void> {
    const target = `/ops/v1/captures/${place}`
    const body = JSON.stringify(report)
    while (!this.#is_over) {
      const request = { method: 'POST', target, body }
      const headers = await signRequest(request, this.#key, { direction: 'provider-to-swath' })
      const sent = fetch(this.#url + target, { method: 'POST', headers: { ...headers }, body })
      if ((await sent.then(({ status }) => status).catch(() => 0)) === 202) return
    }
  }
}

const headOf = (occurred_at: string) => ({ report_id: crypto.randomUUID(), occurred_at })

/** The protocol has a pseudonym and texts where the port has a contract and times. */
function ofPort(body: RequestBody): object {
  const { window, contract, ...rest } = body as {
    window?: { start: string; end: string }
    contract?: string
  }
  return {
    ...rest,
    contract_id: contract,
    promised_at: null,
    ...(window && { window: { start: new Date(window.start), end: new Date(window.end) } }),
  }
}

const capabilitiesOf = ({ swath, hours_to_deliver, reserve, confirms_cancellation }: Provider) => ({
  ...sandbox_capabilities,
  swath,
  hours_to_deliver,
  reserves_passes: reserve !== undefined,
  confirms_cancellation: confirms_cancellation ?? false,
})
