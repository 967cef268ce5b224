import type { ReportReceipt } from '@swath/contract/captures'
import type { DeliverableReport, ReportedFile } from '@swath/contract/deliverables'
import { SwathError } from '@swath/contract/errors'
import type { ProcessingLevel } from '@swath/contract/states'
import { dateOf } from '@swath/contract/times'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { isAllowed } from '../lib/machine.ts'
import { rate } from '../lib/price.ts'
import { type Condition, equal } from '../lists/filters.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import type { Page } from '../lists/pages.ts'
import { OutboundRefused } from '../outbound/outbound.ts'
import type { Clock } from '../platform/clock.ts'
import { listEvents } from '../record/events.ts'
import {
  captureToReport,
  type Judgement,
  type Reporter,
  recordReport,
  waitingReports,
} from '../record/reports.ts'
import {
  type Change,
  lockRow,
  recordCreation,
  requireOrder,
  transition,
  transitionIfAllowed,
} from '../record/transition.ts'
import type { Rest, Storage } from '../storage/storage.ts'
import { deliverableEntity } from './document.ts'
import { type DeliverableAction, deliverableMachine } from './machine.ts'
import type { ProviderFiles } from './provider-files.ts'
import { judgeEarly } from './rules.ts'
import {
  countCorrupt,
  deliverableAt,
  deliverableDocument,
  type FileRow,
  findDeliverable,
  insertDeliverable,
  insertFiles,
  isProcessing,
  listedDeliverables,
  listFiles,
  listUnwanted,
  lockRating,
  lockSource,
  type Source,
} from './store.ts'

/** Its `href` tells where it comes from. */
export type StoredFile = ReportedFile & { storage_key: string }

/** After so many transfers in which the bytes were not those that were announced, a deliverable fails. */
const max_corrupt_transfers = 4

/** Books what is delivered, in the transaction that delivers it. */
export interface Charges {
  charge(contract_id: string, deliverable_ids: readonly string[]): Promise<void>
}

interface Parts {
  db: Database
  clock: Clock
  storage: Storage
  provider_files: ProviderFiles
  lists: Lists
  charges: Charges
}

export class Deliverables {
  #db: Database
  #clock: Clock
  #storage: Storage
  #provider_files: ProviderFiles
  #lists: Lists
  #charges: Charges

  constructor({ db, clock, storage, provider_files, lists, charges }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#storage = storage
    this.#provider_files = provider_files
    this.#lists = lists
    this.#charges = charges
  }

  list(caller: Caller, query: ListQuery, known?: string, more: readonly Condition[] = []) {
    return this.#lists.read(caller.contract_id, listedDeliverables, query, known, more)
  }

  /** @throws SwathError `not_found` */
  async listOfOrder(caller: Caller, order_id: string, query: ListQuery, known: string | undefined) {
    await this.#db.tenant(caller.contract_id, (tx) => requireOrder(tx, order_id))
    const of_order = equal('order_id', order_id)
    return this.#lists.read(caller.contract_id, listedDeliverables, query, known, [of_order])
  }

  /** @throws SwathError `not_found` */
  get(caller: Caller, deliverable_id: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, (tx) => requireDocument(tx, deliverable_id))
  }

  /** @throws SwathError `not_found` */
  events(caller: Caller, deliverable_id: string, page: Page) {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      await requireDocument(tx, deliverable_id)
      return listEvents(tx, { of: { entity_id: deliverable_id }, ...page })
    })
  }

  /** The files of what was delivered: none before. @throws SwathError `not_found` */
  async files(caller: Caller, deliverable_id: string) {
    const { scene_id, files } = await this.#delivered(caller, deliverable_id)
    return files.map((file) => ({ ...file, scene_id }))
  }

  /** A file that can be downloaded, by its key or its name. @throws SwathError `not_found`, `files_withdrawn` */
  async file(caller: Caller, deliverable_id: string, key: string): Promise<FileRow> {
    const { status, files } = await this.#delivered(caller, deliverable_id)
    const file = files.find((one) => one.key === key) ?? files.find((one) => one.file_name === key)
    if (!file) throw new SwathError('not_found', `The deliverable ${deliverable_id} has no file ${key}`)
    if (status !== 'REJECTED') return file
    const detail = `The deliverable ${deliverable_id} was rejected and refunded; its files are given no more`
    throw new SwathError('files_withdrawn', detail)
  }

  #delivered(caller: Caller, deliverable_id: string) {
    return this.#db.tenant(caller.contract_id, async (tx) => {
      const row = await findDeliverable(tx, deliverable_id)
      if (!row) throw notFound(deliverable_id)
      const files = row.delivered_at === null ? [] : await listFiles(tx, deliverable_id)
      return { status: row.status, scene_id: row.scene_id, files }
    })
  }

  /** Gives a deliverable files that lie in the storage already, for whoever has just created it. */
  addFiles(contract_id: string, deliverable_id: string, files: readonly StoredFile[]): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      await insertFiles(tx, { deliverable_id, contract_id }, files)
      await deliverableEntity.refresh(tx, deliverable_id)
    })
  }

  /** Creates the deliverables that an acquired capture is to give, one for each level of the order. */
  async expect(contract_id: string, capture_id: string): Promise<void> {
    await this.#db.tenant(contract_id, (tx) => this.#expect(tx, capture_id))
  }

  async #expect(tx: Transaction, capture_id: string): Promise<Source> {
    const source = await lockSource(tx, capture_id)
    if (source.order_status !== 'in_progress' || source.capture_status !== 'acquired') return source
    const now = this.#clock.now()
    for (const level of source.processing_levels) {
      const deliverable_id = await insertDeliverable(tx, capture_id, level, now)
      if (deliverable_id === undefined) continue
      await recordCreation(tx, deliverableEntity, deliverable_id, 'expect', { actor: 'swath', now })
      for (const { actor, body } of await waitingReports<DeliverableReport>(tx, `${capture_id}/${level}`)) {
        await this.#judge(tx, actor, deliverable_id, body)
      }
    }
    return source
  }

  /**
   * Records what a provider says about a product, then judges it.
   * @throws SwathError `not_found`, `invalid_request` for files at addresses that we do not talk to
   */
  async report(
    caller: Reporter,
    capture_id: string,
    level: ProcessingLevel,
    body: DeliverableReport,
  ): Promise<ReportReceipt> {
    const { contract_id, actor } = await this.#db.system((tx) => captureToReport(tx, caller, capture_id))
    if (body.status === 'ready') this.#provider_files.check(body.files)
    const now = this.#clock.now()
    const entity_id = `${capture_id}/${level}`
    const { client_id: provider } = caller
    const report = { provider, actor, report_id: body.report_id, contract_id, entity_id, body }
    return this.#db.tenant(contract_id, (tx) =>
      recordReport(tx, report, now, async () => {
        const source = await this.#expect(tx, capture_id)
        const deliverable_id = await deliverableAt(tx, capture_id, level)
        if (deliverable_id === undefined) return judgeEarly(level, source)
        return this.#judge(tx, actor, deliverable_id, body)
      }),
    )
  }

  async #judge(
    tx: Transaction,
    actor: string,
    deliverable_id: string,
    body: DeliverableReport,
  ): Promise<Judgement> {
    const { status, contract_id } = await lockRow(tx, deliverableEntity, deliverable_id)
    const action = actions[body.status]
    if (!isAllowed(deliverableMachine, status as never, action)) {
      return { result: 'ignored', detail: `The deliverable is ${status}` }
    }
    if (body.status === 'ready') await insertFiles(tx, { deliverable_id, contract_id }, body.files)
    await transition(tx, deliverableEntity, deliverable_id, action, {
      actor,
      now: this.#clock.now(),
      occurred_at: dateOf(body.occurred_at),
      ...(body.status === 'ready' ? { set: { scene_id: sceneIdOf(body.files, deliverable_id) } } : {}),
      ...(body.status === 'failed' ? { reason_code: body.reason_code, message: body.message } : {}),
    })
    return { result: 'applied', detail: `The deliverable: ${action}` }
  }

  /** Cancels what is still open of an order that was closed from outside, or of captures that were canceled. */
  withdraw(contract_id: string, order_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const change = { actor: 'swath', now: this.#clock.now() }
      for (const { deliverable_id, reason_code } of await listUnwanted(tx, order_id)) {
        await transitionIfAllowed(tx, deliverableEntity, deliverable_id, 'cancel', { ...change, reason_code })
      }
    })
  }

  /** Fetches the announced files, checks each, and only then delivers. */
  async fetch(contract_id: string, deliverable_id: string, signal: AbortSignal): Promise<void> {
    const row = await this.#db.tenant(contract_id, (tx) => findDeliverable(tx, deliverable_id))
    if (row?.status !== 'PROCESSING') return
    const files = await this.#db.tenant(contract_id, (tx) => listFiles(tx, deliverable_id))
    for (const file of files) {
      const problem = await this.#transfer(contract_id, file, signal)
      if (problem !== undefined)
        return this.#fail(contract_id, deliverable_id, `${file.file_name} ${problem}`)
    }
    await this.#deliver(contract_id, deliverable_id)
  }

  /** @returns why it will never come. @throws Error when it may come at the next attempt */
  async #transfer(contract_id: string, file: FileRow, signal: AbortSignal): Promise<string | undefined> {
    const { source_href } = file
    if (await this.#storage.has(file.storage_key, file)) return undefined
    try {
      const open = (rest: Rest | undefined) => this.#provider_files.receive(source_href, { rest, signal })
      if (await this.#storage.receive(file.storage_key, file, open)) return undefined
    } catch (error) {
      if (error instanceof OutboundRefused) return `is not fetched: ${error.message}`
      throw error
    }
    const corrupt = await this.#db.tenant(contract_id, (tx) => countCorrupt(tx, file))
    if (corrupt < max_corrupt_transfers) throw new Error(`${source_href} did not arrive as announced`)
    return 'did not arrive with the announced size and checksum'
  }

  /** Removes what is left of files that nobody waits for any more. */
  tidy(): Promise<void> {
    const isWanted = (deliverable_id: string) => this.#db.system((tx) => isProcessing(tx, deliverable_id))
    return this.#storage.removeParts(new Date(), isWanted)
  }

  #fail(contract_id: string, deliverable_id: string, message: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const change: Change = { actor: 'swath', now: this.#clock.now(), reason_code: 'FILES_NOT_RETRIEVABLE' }
      await transitionIfAllowed(tx, deliverableEntity, deliverable_id, 'fail', { ...change, message })
    })
  }

  #deliver(contract_id: string, deliverable_id: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      const { is_wanted, ...facts } = await lockRating(tx, deliverable_id)
      // It is withdrawn, as everything that is not wanted any more.
      if (!is_wanted) return
      const now = this.#clock.now()
      const change = { actor: 'swath', now, set: { ...rate(facts), delivered_at: now } }
      if (!(await transitionIfAllowed(tx, deliverableEntity, deliverable_id, 'deliver', change))) return
      await this.#charges.charge(contract_id, [deliverable_id])
    })
  }
}

/** A provider's words for a product, as actions. */
const actions: Record<DeliverableReport['status'], DeliverableAction> = {
  processing: 'process',
  ready: 'announce',
  failed: 'fail',
}

/** The beginning of the names of the files: `<scene_id>_visual.tif`, `<scene_id>.zip`. */
function sceneIdOf(files: readonly ReportedFile[], deliverable_id: string): string {
  const stems = files.map(({ key, file_name }) => file_name.replace(/\.[^.]*$/, '').replace(`_${key}`, ''))
  const shortest = stems.reduce((one, other) => (other.length < one.length ? other : one))
  return stems.every((stem) => stem.startsWith(shortest)) ? shortest : deliverable_id
}

async function requireDocument(tx: Transaction, deliverable_id: string): Promise<string> {
  const document = await deliverableDocument(tx, deliverable_id)
  if (document === undefined) throw notFound(deliverable_id)
  return document
}

function notFound(deliverable_id: string) {
  return new SwathError('not_found', `There is no deliverable ${deliverable_id} in this contract`)
}
