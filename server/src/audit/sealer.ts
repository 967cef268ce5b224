import { setTimeout } from 'node:timers/promises'
import type { AuditEntry, AuditHead } from '@swath/contract/audit'
import { linkSha256, no_entry, writtenForm } from '@swath/contract/audit-chain'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { HeadKeys } from './keys.ts'
import {
  chainsToSign,
  type End,
  endsOfAll,
  entriesAfter,
  type HeadRow,
  haveEnded,
  insertHead,
  insertLinks,
  isAnyUnsealed,
  type LinkRow,
  lastHead,
  lastLink,
  lastLinkOf,
  lastTaken,
  lockSealing,
  type UnsealedEntry,
} from './seals.store.ts'

const batch = 500
/** A run waits so long for transactions that are still open; the next one goes on where it ended. */
const [pause_ms, most_pauses] = [100, 200]
/** Older entries are sealed already, or somebody has removed their seals. */
const first_within_ms = 86_400_000

interface Parts {
  db: Database
  clock: Clock
  secrets: Secrets
  log: Log
}

/**
 * Chains the entries, each over the one before, in the order of their numbers. An entry is chained when no transaction
 * is open that may still bring one of a lower number. Requests wait for none of this.
 */
export class Sealer {
  #db: Database
  #clock: Clock
  #secrets: Secrets
  #log: Log
  #keys: HeadKeys

  constructor({ db, clock, secrets, log }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#secrets = secrets
    this.#log = log
    this.#keys = new HeadKeys(secrets)
  }

  async seal(): Promise<void> {
    if (await this.#db.system(isAnyUnsealed)) await this.#sealUpTo(await this.#settled())
    await this.#signAnew()
  }

  async #sealUpTo(last: number) {
    let has_more = true
    while (has_more) has_more = await this.#db.system((tx) => this.#sealNext(tx, last))
  }

  /** Up to this number it is settled which entries there are. */
  async #settled(): Promise<number> {
    const { sequence, transaction_id } = await this.#db.system(lastTaken)
    for (let pauses = 0; pauses < most_pauses; pauses++) {
      if (await this.#db.system((tx) => haveEnded(tx, transaction_id))) return sequence
      await setTimeout(pause_ms)
    }
    this.#log.warn({ sequence }, 'the audit is not sealed, because a transaction has been open for long')
    return 0
  }

  /** @returns whether there may be more to seal */
  async #sealNext(tx: Transaction, last: number): Promise<boolean> {
    await lockSealing(tx)
    const before = await lastLink(tx)
    const entries = await entriesAfter(tx, { after: before?.sequence ?? 0, last, limit: batch })
    if (entries.length === 0) return false
    const ends = new Ends(tx, before)
    for (const one of entries) await ends.append(one.entry, await this.#isGenuine(one))
    await insertLinks(tx, ends.links)
    this.#tellGaps(before?.sequence ?? 0, entries)
    let may_begin = this.#clock.now().getTime() - Date.parse(entries[0]!.entry.at) < first_within_ms
    for (const end of ends.all()) may_begin = await this.#signNext(tx, end, may_begin)
    return entries.length === batch
  }

  #isGenuine({ entry, signature }: UnsealedEntry): Promise<boolean> {
    return this.#secrets.hasSigned(writtenForm(entry), signature)
  }

  /** A number is missing after a transaction that was cut off in the instant of its end, too. */
  #tellGaps(after: number, entries: readonly UnsealedEntry[]) {
    let expected = after + 1
    for (const { entry } of entries) {
      const missing = { from: expected, to: entry.sequence - 1 }
      if (missing.to >= missing.from) this.#log.warn(missing, 'numbers of the audit have no entries')
      expected = entry.sequence + 1
    }
  }

  /**
   * A signature says that all before it is right: nothing is signed on top of what is not.
   * @returns whether chains of contracts may begin: the chain of all, which is signed first, is right
   */
  async #signNext(
    tx: Transaction,
    { before, ...end }: End & { before: End | undefined },
    may_begin: boolean,
  ) {
    const may_sign = before ? await this.#isSignedEnd(tx, before) : may_begin
    if (may_sign) await this.#sign(tx, end)
    else this.#log.error(end, 'the audit is not signed, because what is before it is not (sign-audit)')
    return end.chain === '' ? may_sign : may_begin
  }

  async #isSignedEnd(tx: Transaction, { chain, number, sha256 }: End): Promise<boolean> {
    const head = await lastHead(tx, chain)
    if (head?.number !== number || head.sha256 !== sha256) return false
    return this.#keys.hasSigned(publicHead(head))
  }

  async #sign(tx: Transaction, { chain, number, sha256 }: End) {
    const signed_at = this.#clock.now()
    const told = { contract_id: chain || null, number, sha256, signed_at: timestamp(signed_at) }
    const { public_key, signature } = await this.#keys.sign(told)
    await insertHead(tx, { chain, number, sha256, public_key, signature, signed_at })
    // An operator who keeps the log elsewhere can show with it later that the audit was set back.
    this.#log.info({ chain, head: `${number}:${sha256}` }, 'the audit was sealed')
  }

  /** After a change of key. What was not signed before is not signed now. */
  async #signAnew() {
    const { public_key } = await this.#keys.current()
    for (const chain of await this.#db.system((tx) => chainsToSign(tx, public_key))) {
      await this.#db.system(async (tx) => {
        const head = (await lastHead(tx, chain))!
        if (await this.#keys.hasSigned(publicHead(head))) await this.#sign(tx, head)
      })
    }
  }

  /** Signs the end of every chain as it is: when the operator says that it is right. */
  async signAll(): Promise<number> {
    return this.#db.system(async (tx) => {
      await lockSealing(tx)
      const ends = await endsOfAll(tx)
      for (const end of ends) await this.#sign(tx, end)
      return ends.length
    })
  }

  /** The signed end of a chain. */
  async head(contract_id: string | null): Promise<AuditHead> {
    const head = await this.#db.system((tx) => lastHead(tx, contract_id ?? ''))
    if (head) return publicHead(head)
    const signed_at = timestamp(this.#clock.now())
    return this.#keys.sign({ contract_id, number: 0, sha256: no_entry, signed_at })
  }
}

function publicHead({ chain, number, sha256, public_key, signature, signed_at }: HeadRow): AuditHead {
  return {
    contract_id: chain || null,
    number,
    sha256,
    signed_at: timestamp(signed_at),
    public_key,
    signature,
  }
}

/** Chains that grow. */
class Ends {
  readonly links: LinkRow[] = []
  #tx: Transaction
  #before = new Map<string, End | undefined>()
  #now = new Map<string, End>()

  constructor(tx: Transaction, before: LinkRow | undefined) {
    this.#tx = tx
    this.#before.set('', before && { chain: '', ...before })
  }

  async append(entry: AuditEntry, is_genuine: boolean) {
    const told = { ...entry, is_genuine }
    const of_all = await this.#grow('', told)
    const { contract_id, sequence } = entry
    const of_contract = contract_id === null ? undefined : await this.#grow(contract_id, told)
    this.links.push({
      ...{ number: of_all.number, sequence, is_genuine, sha256: of_all.sha256, contract_id },
      contract_number: of_contract?.number ?? null,
      contract_sha256: of_contract?.sha256 ?? null,
    })
  }

  *all() {
    for (const [chain, end] of this.#now) yield { ...end, before: this.#before.get(chain) }
  }

  async #grow(chain: string, entry: AuditEntry): Promise<End> {
    const last = this.#now.get(chain) ?? (await this.#endBefore(chain))
    const number = (last?.number ?? 0) + 1
    const end = { chain, number, sha256: await linkSha256(last?.sha256 ?? no_entry, number, entry) }
    this.#now.set(chain, end)
    return end
  }

  async #endBefore(chain: string): Promise<End | undefined> {
    if (!this.#before.has(chain)) this.#before.set(chain, endOf(await lastLinkOf(this.#tx, chain)))
    return this.#before.get(chain)
  }
}

function endOf(link: LinkRow | undefined): End | undefined {
  return link && { chain: link.contract_id!, number: link.contract_number!, sha256: link.contract_sha256! }
}
