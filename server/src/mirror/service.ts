import { setImmediate as othersTurn } from 'node:timers/promises'
import { type Problem, SwathError } from '@swath/contract/errors'
import type { ImportKind, ImportRequest, ImportResult } from '@swath/contract/imports'
import type { Caller } from '../access/auth.ts'
import type { Slice } from '../answers/idempotency.ts'
import { type Database, isDataError, type Transaction } from '../database/db.ts'
import { requireActive } from '../lib/contract-standing.ts'
import type { Download, RecordedDownload } from '../lib/download.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { Clock } from '../platform/clock.ts'
import type { Fleet, Providers } from '../providers/registry.ts'
import { standingOf } from '../terms/contract-terms.ts'
import { listRestrictions, restrictionText } from '../terms/restrictions.ts'
import type { Shapes } from '../threads/shapes.ts'
import { type Batch, type CollectedBatch, type LineResult, refused } from './batch.ts'
import { takeCaptures } from './captures.ts'
import { archive_origin, takeConsumptions } from './consumptions.ts'
import {
  type Capture,
  type Consumption,
  type Indexed,
  inRounds,
  readLine,
  type Scene,
  type Task,
} from './lines.rules.ts'
import { takeScenes } from './scenes.ts'
import { contractExists, lockSources } from './store.ts'
import { takeTasks } from './tasks.ts'

export type { LineResult } from './batch.ts'

/** A request that waits for the one connection of the embedded database waits for no more lines than these. */
const lines_at_once = 50

/** The work that others do for the mirror. */
type Needs = Pick<Batch, 'entities' | 'owners' | 'charges'>

interface Parts extends Needs {
  db: Database
  clock: Clock
  shapes: Shapes
  providers: Providers
}

/** Work that happened elsewhere, represented as orders: as it was, when it was, and never twice. */
export class Mirror {
  #db: Database
  #clock: Clock
  #needs: Needs
  #providers: Providers
  #shapes: Shapes

  constructor({ db, clock, shapes, entities, owners, charges, providers }: Parts) {
    this.#db = db
    this.#clock = clock
    this.#needs = { entities, owners, charges }
    this.#providers = providers
    this.#shapes = shapes
  }

  /**
   * Represents lines of one kind. What is represented already and says nothing new is unchanged; what says more
   * takes its order further, never back from an end. A line that is refused leaves no trace, and refuses no other.
   *
   * @param origin the system that the lines come from; their ids are unique within it
   * @returns a result for each line, in their order
   */
  async take(
    actor: string,
    contract_id: string,
    origin: string,
    kind: ImportKind,
    lines: readonly unknown[],
    { dry_run = false }: { dry_run?: boolean } = {},
  ): Promise<LineResult[]> {
    return this.#represent(actor, contract_id, origin, kind, await this.#read(kind, lines), dry_run)
  }

  #represent(
    actor: string,
    contract_id: string,
    origin: string,
    kind: ImportKind,
    { fleet, lines }: Read,
    dry_run: boolean,
  ): Promise<LineResult[]> {
    return this.#transact(contract_id, dry_run, async (batch) => {
      if (kind !== 'consumptions') await lockSources(batch.tx, `${contract_id} ${origin}`)
      return takeLines(this.#db, { ...batch, fleet, actor, origin, within_limits: false }, kind, lines)
    })
  }

  /**
   * Represents what the body of a request holds: a dry run all at once, since it takes it back.
   * @throws SwathError `not_found`
   */
  async import(caller: Caller, request: ImportRequest, slice: Slice): Promise<ImportResult> {
    const { contract_id, source, kind, lines, dry_run } = request
    if (!(await this.#db.system((tx) => contractExists(tx, contract_id)))) {
      throw new SwathError('not_found', `There is no contract ${contract_id}`)
    }
    const size = dry_run ? lines.length : lines_at_once
    const results: LineResult[] = []
    for (let first = 0; first < lines.length; first += size) {
      const read = await this.#read(kind, lines.slice(first, first + size))
      const taken = await slice(first, () =>
        this.#represent(caller.client_id, contract_id, `import:${source}`, kind, read, dry_run),
      )
      results.push(...taken.map((line) => ({ ...line, index: first + line.index })))
    }
    const count = (word: LineResult['result']) => results.filter(({ result }) => result === word).length
    return {
      created: count('created'),
      updated: count('updated'),
      unchanged: count('unchanged'),
      refused: count('refused'),
      results: results.flatMap(({ index, problems }) => (problems ? [{ index, problems }] : [])),
    }
  }

  /**
   * Represents one download from the archive: an order for each contract, capture and collection, closed from its
   * first item on, and a deliverable for each item. The same item again changes and charges nothing. Joins the
   * transaction of the caller.
   *
   * @throws SwathError `not_entitled` when the contract has no SKU for downloads, `budget_exceeded`, `quota_exceeded`,
   *   `amount_out_of_range`, `contract_suspended`, `contract_ended`, `area_restricted`
   */
  consume(actor: string, contract_id: string, line: Download): Promise<RecordedDownload> {
    return this.#transact(contract_id, false, async (batch) => {
      requireActive(await standingOf(batch.tx, contract_id), this.#clock.now())
      await requireUnrestricted(batch.tx, contract_id, line)
      const [result] = await takeConsumptions(
        { ...batch, actor, origin: archive_origin, within_limits: true },
        [{ index: 0, line: lineOf(line) }],
      )
      const { problems, result: word, id } = result!
      if (problems) {
        const [{ code, message }] = problems as [Problem]
        throw new SwathError(code === 'amount_out_of_range' ? code : 'not_entitled', message)
      }
      return { order_id: result!.order_id!, deliverable_id: id!, is_new: word === 'created' }
    })
  }

  /** Before there is a transaction: a thread may have to be waited for. */
  async #read(kind: ImportKind, raw_lines: readonly unknown[]): Promise<Read> {
    const fleet = await this.#providers.current()
    const judge = (shape: unknown) => this.#shapes.problemsOf(shape)
    const read: ReadLine[] = []
    for (const raw of raw_lines) {
      read.push(await readLine(judge, kind, raw, this.#clock.now()))
      await othersTurn()
    }
    return { fleet, lines: read }
  }

  /** A dry run does everything, and then takes it back. */
  async #transact<T>(
    contract_id: string,
    dry_run: boolean,
    work: (batch: Prepared) => Promise<T>,
  ): Promise<T> {
    const undo = new Error('This was a dry run')
    let result: T | undefined
    const common = { ...this.#needs, contract_id, dry_run }
    try {
      return await this.#db.tenant(contract_id, async (tx) => {
        result = await work({ ...common, tx, now: this.#clock.now() })
        if (dry_run) throw undo
        return result
      })
    } catch (error) {
      if (error === undo) return result!
      throw error
    }
  }
}

type Prepared = Omit<Batch, 'actor' | 'origin' | 'within_limits'>

function lineOf({ footprint, cloud_cover_pct, satellite_name, ...line }: Download): Consumption {
  return {
    ...line,
    geometry: footprint,
    satellite_name: satellite_name ?? 'unknown',
    ...(cloud_cover_pct === null ? {} : { cloud_cover: cloud_cover_pct }),
  }
}

/** A line, or what is wrong with it. */
type ReadLine = object | Problem[]

/** This has to be known before there is a transaction. */
interface Read {
  fleet: Fleet
  lines: readonly ReadLine[]
}

async function takeLines(db: Database, batch: CollectedBatch, kind: ImportKind, read: readonly ReadLine[]) {
  const results: LineResult[] = []
  const lines: Indexed<object>[] = []
  for (const [index, line] of read.entries()) {
    if (Array.isArray(line)) results.push({ index, result: 'refused', problems: line })
    else lines.push({ index, line })
  }
  const { keyOf, takeRound } = kinds[kind]
  for (const round of inRounds(lines, ({ line }) => keyOf(line)))
    results.push(...(await takeApart(db, batch, round, takeRound)))
  return results.sort((one, other) => one.index - other.index)
}

/** All at once; where the database does not take one of them, by halves, until that one is alone. */
async function takeApart(
  db: Database,
  batch: CollectedBatch,
  lines: readonly Indexed<object>[],
  takeRound: Kind['takeRound'],
): Promise<LineResult[]> {
  try {
    return await db.tenant(batch.contract_id, () => takeRound(batch, lines))
  } catch (error) {
    if (!isDataError(error)) throw error
    const [first, ...others] = lines
    if (others.length === 0) return [refused(first!.index, '', 'not_storable', (error as Error).message)]
    const half = lines.length / 2
    return [
      ...(await takeApart(db, batch, lines.slice(0, half), takeRound)),
      ...(await takeApart(db, batch, lines.slice(half), takeRound)),
    ]
  }
}

interface Kind {
  /** Names the subject of a line. */
  keyOf(line: object): string
  takeRound(batch: CollectedBatch, lines: readonly Indexed<object>[]): Promise<LineResult[]>
}

/** The schema that read the line has proved its type. */
const kindOf = <Line>(
  keyOf: (line: Line) => string,
  takeRound: (batch: CollectedBatch, lines: readonly Indexed<Line>[]) => Promise<LineResult[]>,
) => ({ keyOf, takeRound }) as unknown as Kind

const kinds: Record<ImportKind, Kind> = {
  tasks: kindOf((line: Task) => String(line.task_id), takeTasks),
  captures: kindOf((line: Capture) => `${line.task_id} ${line.capture_id}`, takeCaptures),
  scenes: kindOf((line: Scene) => `${line.processing_level} ${line.scene_id}`, takeScenes),
  consumptions: kindOf(
    (line: Consumption) => [line.collection, line.outcome_id, line.processing_level, line.item_id].join(),
    takeConsumptions,
  ),
}

/** Nobody can approve a download. @throws SwathError `area_restricted` */
async function requireUnrestricted(tx: Transaction, contract_id: string, { footprint }: Download) {
  const [restriction] = await listRestrictions(tx, contract_id, splitAtAntimeridian(footprint))
  if (restriction) throw new SwathError('area_restricted', restrictionText(restriction))
}
