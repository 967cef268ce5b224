import { SwathError } from '@swath/contract/errors'
import { majorText } from '@swath/contract/money'
import type { BillingDetails, Statement, StatementLine, StatementProvider } from '@swath/contract/statements'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { newId } from '../lib/ids.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Threads } from '../threads/threads.ts'
import {
  findUncharged,
  insertStatement,
  listOpenAccounts,
  lockIssuance,
  type OpenAccount,
} from './closing.store.ts'
import { invoiceOf } from './invoice.rules.ts'
import { writeInvoice } from './invoice-xml.ts'
import { drawElsewhere, max_lines_drawn } from './printing.ts'
import { lastEndedMonth, type Month, monthNamed, nextMonthToClose, statementNumber } from './rules.ts'
import {
  contractOfStatement,
  correctedNumbers,
  type ExportedLine,
  findBillingDetails,
  type LineRow,
  listedStatements,
  listLines,
  saveBillingDetails,
  statementDocument,
  sumLines,
  timeZoneOf,
} from './store.ts'

export type { ExportedLine } from './store.ts'

const lines_at_once = 2000

interface Parts {
  db: Database
  clock: Clock
  lists: Lists
  log: Log
  threads: Threads
}

export class Statements {
  #db: Database
  #clock: Clock
  #lists: Lists
  #provider: StatementProvider
  #font: string | undefined
  #log: Log
  #threads: Threads

  /** @param font of statements, for what their own fonts lack; see `Typesetter` */
  constructor(
    { db, clock, lists, log, threads }: Parts,
    { provider, font }: { provider: StatementProvider; font: string | undefined },
  ) {
    this.#db = db
    this.#clock = clock
    this.#lists = lists
    this.#provider = provider
    this.#font = font
    this.#log = log
    this.#threads = threads
  }

  // Reading ----------------------------------------------------------------------------------------------

  list(contract_id: string, query: ListQuery, known: string | undefined) {
    return this.#lists.read(contract_id, listedStatements, query, known)
  }

  /** @throws SwathError `not_found` */
  get({ contract_id }: Pick<Caller, 'contract_id'>, statement_id: string): Promise<string> {
    return this.#db.tenant(contract_id, (tx) => requireDocument(tx, statement_id))
  }

  /** The contract of a statement, for operators, who see all. @throws SwathError `not_found` */
  async ownerOf(statement_id: string): Promise<{ contract_id: string }> {
    const contract_id = await this.#db.system((tx) => contractOfStatement(tx, statement_id))
    if (contract_id === undefined) throw notFound(statement_id)
    return { contract_id }
  }

  /** A page of lines, and how many there are. @throws SwathError `not_found` */
  lines(
    { contract_id }: Pick<Caller, 'contract_id'>,
    statement_id: string,
    page: { limit: number; offset: number },
  ) {
    return this.#db.tenant(contract_id, async (tx) => {
      const { line_count } = JSON.parse(await requireDocument(tx, statement_id)) as Statement
      const rows = await listLines(tx, statement_id, page.offset, page.limit)
      return { count: line_count, lines: rows.map(publicLine) }
    })
  }

  /**
   * All of them, in batches, with their amount as people write it. The statement does not change meanwhile, so each
   * batch may be read by itself.
   */
  async *allLines(
    { contract_id }: Pick<Caller, 'contract_id'>,
    { statement_id, currency }: Pick<Statement, 'statement_id' | 'currency'>,
  ): AsyncGenerator<ExportedLine[]> {
    const exported = (row: LineRow): ExportedLine => ({
      ...row,
      currency,
      amount: Number(majorText(row.amount_minor, currency)),
    })
    for (let position = 0; ; ) {
      const rows = await this.#db.tenant(contract_id, (tx) =>
        listLines(tx, statement_id, position, lines_at_once),
      )
      if (rows.length > 0) yield rows.map(exported)
      if (rows.length < lines_at_once) return
      position = rows.at(-1)!.position
    }
  }

  /** The statement as a PDF, the same bytes every time. @throws SwathError `not_found` */
  async draw(
    { contract_id }: Pick<Caller, 'contract_id'>,
    statement_id: string,
    public_url: string,
  ): Promise<Buffer> {
    const press = { public_url, font: this.#font }
    const parts = await this.#db.tenant(contract_id, async (tx) => ({
      statement: JSON.parse(await requireDocument(tx, statement_id)) as Statement,
      sums: await sumLines(tx, statement_id),
      lines: await listLines(tx, statement_id, 0, max_lines_drawn),
    }))
    return drawElsewhere(this.#threads, { ...parts, press })
  }

  /**
   * The statement as an electronic invoice or credit note, piece by piece.
   * @throws SwathError `not_found`, `invoice_not_possible` with everything that is missing
   */
  async invoice(caller: Pick<Caller, 'contract_id'>, statement_id: string): Promise<AsyncIterable<string>> {
    const { statement, corrected } = await this.#db.tenant(caller.contract_id, async (tx) => ({
      statement: JSON.parse(await requireDocument(tx, statement_id)) as Statement,
      corrected: await correctedNumbers(tx, statement_id),
    }))
    const invoice = invoiceOf(statement, this.#provider, corrected)
    return writeInvoice(invoice, this.allLines(caller, statement))
  }

  // Closing ----------------------------------------------------------------------------------------------

  /** Closes what has ended and is open, of every contract. What cannot be closed yet is left for the next time. */
  async closeAll(): Promise<void> {
    const now = this.#clock.now()
    for (const account of await this.#db.system((tx) => listOpenAccounts(tx, null))) {
      const last = lastEndedMonth(now, account.time_zone)
      if (account.oldest_open >= last.end) continue
      try {
        await this.#closeAccount(account, last)
      } catch (error) {
        if (!(error instanceof SwathError)) throw error
        this.#log.warn({ err: error, ...account }, 'a month cannot be closed yet')
      }
    }
  }

  /**
   * Closes the months of a contract up to one that has ended.
   * @returns the documents of the statements that this closed
   * @throws SwathError `not_found`, `statement_not_due`
   */
  async close(contract_id: string, month: string | undefined): Promise<Statement[]> {
    const now = this.#clock.now()
    const zone = await this.#db.system((tx) => timeZoneOf(tx, contract_id))
    if (zone === undefined) throw contractNotFound(contract_id)
    const last = month === undefined ? lastEndedMonth(now, zone) : monthNamed(month, zone)
    if (last.end > now) {
      throw new SwathError(
        'statement_not_due',
        `${month} ends at ${timestamp(last.end)}; close it after that`,
      )
    }
    const accounts = await this.#db.system((tx) => listOpenAccounts(tx, contract_id))
    const ids: string[] = []
    for (const account of accounts) ids.push(...(await this.#closeAccount(account, last)))
    return this.#db.tenant(contract_id, async (tx) => {
      const documents: string[] = []
      for (const id of ids) documents.push(await requireDocument(tx, id))
      return documents.map((document) => JSON.parse(document))
    })
  }

  /** Month by month, each in a transaction of its own. */
  async #closeAccount(account: OpenAccount, last: Month): Promise<string[]> {
    const ids: string[] = []
    for (;;) {
      const statement_id = await this.#db.system((tx) => this.#closeNext(tx, account, last))
      if (statement_id === undefined) return ids
      ids.push(statement_id)
    }
  }

  async #closeNext(tx: Transaction, account: OpenAccount, last: Month): Promise<string | undefined> {
    const { contract_id, currency } = account
    const now = this.#clock.now()
    const issuance = await lockIssuance(tx, contract_id, currency, now)
    // Asked again behind the lock: another process may have closed it meanwhile.
    const accounts = await listOpenAccounts(tx, contract_id)
    const open = accounts.find((one) => one.currency === currency)
    if (open === undefined) return undefined
    const { oldest_open, time_zone } = open
    const period = nextMonthToClose(oldest_open, issuance.last_period_end, time_zone)
    // A late booking waits for the next month to end.
    if (period.end > last.end) return undefined
    const uncharged = await findUncharged(tx, account, period)
    if (uncharged !== undefined) {
      throw new SwathError(
        'statement_not_due',
        `${uncharged} was delivered in the month and is not charged yet`,
      )
    }
    const statement_id = newId('stmt', now)
    const sequence = issuance.last_sequence + 1
    await insertStatement(tx, {
      ...{ statement_id, contract_id, currency, sequence, period, time_zone },
      number: statementNumber(issuance.customer_number, sequence),
      provider: this.#provider,
      customer: { ...issuance.customer, number: String(issuance.customer_number).padStart(5, '0') },
      closed_at: now,
    })
    return statement_id
  }

  /** The customer to whom the next statement is addressed. @throws SwathError `not_found`, also where nobody has said it */
  billingDetails(contract_id: string): Promise<BillingDetails> {
    return this.#db.system(async (tx) => {
      const details = await findBillingDetails(tx, contract_id)
      if (details) return details
      throw new SwathError('not_found', `There are no billing details of a contract ${contract_id}`)
    })
  }

  /** Addresses later statements to this customer. @throws SwathError `not_found` */
  async setBillingDetails(contract_id: string, details: BillingDetails): Promise<BillingDetails> {
    await this.#db.system(async (tx) => {
      if ((await timeZoneOf(tx, contract_id)) === undefined) throw contractNotFound(contract_id)
      await saveBillingDetails(tx, contract_id, details, this.#clock.now())
    })
    return details
  }
}

function publicLine(row: LineRow): StatementLine {
  return {
    ...row,
    booked_at: timestamp(row.booked_at),
    deliverable_href: row.deliverable_id && `/v2/deliverables/${row.deliverable_id}`,
    events_href: row.deliverable_id
      ? `/v2/deliverables/${row.deliverable_id}/events`
      : row.order_id && `/v2/orders/${row.order_id}/events`,
  }
}

async function requireDocument(tx: Transaction, statement_id: string): Promise<string> {
  const document = await statementDocument(tx, statement_id)
  if (document === undefined) throw notFound(statement_id)
  return document
}

function notFound(statement_id: string) {
  return new SwathError('not_found', `There is no statement ${statement_id} in this contract`)
}

function contractNotFound(contract_id: string) {
  return new SwathError('not_found', `There is no contract ${contract_id}`)
}
