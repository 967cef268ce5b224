import type { CaptureReport, ReportReceipt } from '@swath/contract/captures'
import type { DeliverableReport, ReportedFile } from '@swath/contract/deliverables'
import { SwathError } from '@swath/contract/errors'
import type { ProcessingLevel } from '@swath/contract/states'
import type { Database } from '../database/db.ts'
import { nextPollAt } from '../lib/polling.ts'
import { NoAnswer } from '../outbound/as-fetch.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { Postponed } from '../platform/postponed.ts'
import { ProviderAway } from '../providers/away.ts'
import type { CaptureToPlan, Elsewhere, Forwards, OfferedFile, Told } from '../providers/provider.ts'
import { Refusal } from '../providers/refusal.ts'
import type { Reporter } from '../record/reports.ts'
import {
  begin,
  claimAgain,
  claimDue,
  type Forwarded,
  find,
  forget,
  listDue,
  postponeDue,
  recordFailure,
  recordNews,
  recordOrder,
  taken,
} from './store.ts'

/** The features that judge news of captures and of their products. */
export interface Judges {
  captures: { report(by: Reporter, capture_id: string, body: CaptureReport): Promise<ReportReceipt> }
  deliverables: {
    report(
      by: Reporter,
      capture_id: string,
      level: ProcessingLevel,
      body: DeliverableReport,
    ): Promise<ReportReceipt>
  }
}

/** Reads files that nobody has told the size and the digest of. */
export interface Measures {
  measure(href: string, signal: AbortSignal): Promise<Pick<ReportedFile, 'size_bytes' | 'sha256'>>
}

interface Parts {
  db: Database
  clock: Clock
  log: Log
}

interface Needs extends Judges {
  files: Measures
  /** Undefined for a provider that is none any more, or tells by itself. */
  elsewhereOf(provider: string): Promise<Elsewhere | undefined>
}

/** A process that died while it asked is followed by another after this time. */
const claim_ms = 10 * 60_000
/** A provider is asked about so many of its orders at the same time. */
const at_once = 8
/** After so long no more orders are begun with; the next minute goes on with them. */
const turn_ms = 60_000
/** The clocks of two systems differ by less. */
const skew_ms = 5 * 60_000
/** An order that is not there after so long was not placed. */
const settle_ms = 2 * 60_000

/** Captures that other systems carry out as orders of their own. */
export class ForwardedOrders implements Forwards {
  #db: Database
  #clock: Clock

  constructor({ db, clock }: Pick<Parts, 'db' | 'clock'>) {
    this.#db = db
    this.#clock = clock
  }

  async order(provider: string, elsewhere: Elsewhere, capture: CaptureToPlan): Promise<void> {
    const now = this.#clock.now()
    const { is_new, known } = await this.#db.system((tx) => begin(tx, provider, capture, now))
    if (known.foreign_id !== null) return
    const lost = is_new ? undefined : await this.#lost(known, elsewhere)
    if (!is_new && lost === undefined) requireTime(known, now)
    const order_id = lost ?? (await this.#place(elsewhere, capture))
    await this.#db.system((tx) => recordOrder(tx, capture.capture_id, order_id))
  }

  async #place(elsewhere: Elsewhere, capture: CaptureToPlan): Promise<string> {
    try {
      return await elsewhere.order(capture)
    } catch (error) {
      if (error instanceof Refusal) await this.#db.system((tx) => forget(tx, capture.capture_id))
      throw error
    }
  }

  /** The order whose answer did not come, if it was placed. */
  async #lost({ provider, request, asked_at }: Forwarded, elsewhere: Elsewhere): Promise<string | undefined> {
    const ids = await elsewhere.find(request, new Date(asked_at.getTime() - skew_ms))
    const others = new Set(await this.#db.system((tx) => taken(tx, provider, ids)))
    return ids.find((id) => !others.has(id))
  }

  async cancel(elsewhere: Elsewhere, capture_id: string): Promise<boolean> {
    const known = await this.#db.system((tx) => find(tx, capture_id))
    if (!known) return true
    const order_id = known.foreign_id ?? (await this.#lost(known, elsewhere))
    if (order_id === undefined) requireTime(known, this.#clock.now())
    return order_id === undefined || elsewhere.cancel(order_id)
  }
}

/** Asks what became of them. */
export class Forwarding {
  #db: Database
  #clock: Clock
  #log: Log
  #needs: Needs

  constructor({ db, clock, log }: Parts, needs: Needs) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#needs = needs
  }

  /** Lets the orders of each provider of which some are due be followed; no provider waits for another. */
  poll(): Promise<void> {
    return this.#db.system(async (tx) => {
      for (const entity_id of await listDue(tx, this.#clock.now()))
        tx.enqueue({ name: 'forwarding.follow', data: { contract_id: '', order_id: '', entity_id } })
    })
  }

  /** Asks a provider about its orders that are due, until none is, or others are to have their turn. */
  async follow(provider: string, signal: AbortSignal): Promise<void> {
    const elsewhere = await this.#needs.elsewhereOf(provider)
    const until = performance.now() + turn_ms
    while (performance.now() < until && !signal.aborted) {
      const orders = await this.#claim(provider)
      const errors = await Promise.all(orders.map((one) => this.#followOne(elsewhere, one, signal)))
      if (orders.length === 0) return
      // Nobody waits for each order of a system that does not answer.
      const failed = orders.find((_, at) => isSilence(errors[at]))
      if (failed) return this.#postpone(failed)
    }
  }

  #claim(provider: string): Promise<Forwarded[]> {
    const now = this.#clock.now()
    const until = new Date(now.getTime() + claim_ms)
    return this.#db.system((tx) => claimDue(tx, provider, now, until, at_once))
  }

  /** @returns what went wrong, if anything did */
  async #followOne(elsewhere: Elsewhere | undefined, one: Forwarded, signal: AbortSignal): Promise<unknown> {
    const { capture_id, provider, failures } = one
    const beat = setInterval(() => this.#keepClaim(one), claim_ms / 3)
    try {
      if (!elsewhere) throw new Error(`The provider ${provider} is not asked for orders any more`)
      await this.#hear(elsewhere, one, signal)
      return undefined
    } catch (error) {
      this.#log.warn({ err: error, capture_id, provider }, 'a forwarded order could not be followed')
      const next = nextPollAt(this.#clock.now(), failures + 1)
      const words = String(error).slice(0, 1000)
      await this.#db.system((tx) => recordFailure(tx, capture_id, next, words))
      return error
    } finally {
      clearInterval(beat)
    }
  }

  /** Large files are read for longer than a claim lasts. */
  #keepClaim({ capture_id }: Forwarded) {
    const until = new Date(this.#clock.now().getTime() + claim_ms)
    this.#db
      .system((tx) => claimAgain(tx, capture_id, until))
      .catch((err) => this.#log.warn({ err, capture_id }, 'the claim of a forwarded order could not be kept'))
  }

  #postpone({ provider, failures }: Forwarded): Promise<void> {
    const now = this.#clock.now()
    const next = nextPollAt(now, failures + 1)
    return this.#db.system((tx) => postponeDue(tx, provider, now, next, `${provider} does not answer`))
  }

  async #hear(elsewhere: Elsewhere, one: Forwarded, signal: AbortSignal): Promise<void> {
    const { capture_id, foreign_id, request } = one
    const { told, is_over } = await elsewhere.news(foreign_id!, request, this.#clock.now())
    const is_ours = await this.#tell(
      one,
      told.filter(({ report }) => !one.told.includes(report.report_id)),
      signal,
    )
    const now = this.#clock.now()
    const heard = {
      told: told.map(({ report }) => report.report_id),
      next_poll_at: nextPollAt(now, 0),
      ended_at: is_over || !is_ours ? now : null,
    }
    await this.#db.system((tx) => recordNews(tx, capture_id, heard))
  }

  /** @returns whether the capture is still carried out there */
  async #tell(
    { provider, capture_id }: Forwarded,
    news: readonly Told[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const by = { client_id: provider, role: 'provider', provider } as const
    try {
      for (const one of news) await this.#report(by, capture_id, one, signal).catch(unlessTold)
      return true
    } catch (error) {
      // Another provider has the capture now: this order concerns nobody any more.
      if (error instanceof SwathError && error.code === 'not_found') return false
      throw error
    }
  }

  async #report(by: Reporter, capture_id: string, one: Told, signal: AbortSignal): Promise<void> {
    const { captures, deliverables } = this.#needs
    if (!('level' in one)) return void (await captures.report(by, capture_id, one.report))
    const { level, report } = one
    const whole =
      report.status === 'ready' ? { ...report, files: await this.#measured(report.files, signal) } : report
    await deliverables.report(by, capture_id, level, whole)
  }

  async #measured(files: readonly OfferedFile[], signal: AbortSignal): Promise<ReportedFile[]> {
    const measured: ReportedFile[] = []
    for (const file of files) {
      const { size_bytes, sha256 } = file
      const found =
        size_bytes !== undefined && sha256 !== undefined
          ? { size_bytes, sha256 }
          : await this.#needs.files.measure(file.href, signal)
      measured.push({ ...file, ...found })
    }
    return measured
  }
}

/** A server that was slow to answer may be slow to show the order as well. */
function requireTime({ asked_at, provider }: Forwarded, now: Date) {
  const left_ms = asked_at.getTime() + settle_ms - now.getTime()
  if (left_ms > 0) throw new Postponed(`${provider} may still place the order`, Math.ceil(left_ms / 1000))
}

/** A system that does not tell when something happened gives it another time whenever it is asked. */
function unlessTold(error: unknown): void {
  if (!(error instanceof SwathError && error.code === 'report_conflict')) throw error
}

const isSilence = (error: unknown) => error instanceof NoAnswer || error instanceof ProviderAway
