import { SwathError } from '@swath/contract/errors'
import type { Geometry } from '@swath/contract/geometry'
import type { Setup, SetupPlan } from '@swath/contract/setup'
import type { Caller } from '../access/auth.ts'
import type { Database, Transaction } from '../database/db.ts'
import { rehearse } from '../database/rehearsal.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import type { Shapes } from '../threads/shapes.ts'
import { changesBetween, normalised, unnamedIn } from './changes.ts'
import type { Owners } from './ports.ts'
import { lockSetup, readSetup } from './store.ts'
import { type Unsound, Writing } from './writing.ts'

/** Customers, contracts and what these may order, as one document. */
export class Setups {
  #db: Database
  #clock: Clock
  #shapes: Shapes
  #owners: Owners

  constructor({ db, clock, shapes }: { db: Database; clock: Clock; shapes: Shapes }, owners: Owners) {
    this.#db = db
    this.#clock = clock
    this.#shapes = shapes
    this.#owners = owners
  }

  /**
   * @param contract_id only this contract and its customer, without what concerns all. @throws SwathError `not_found`
   */
  async read(contract_id?: string): Promise<Setup> {
    const all = await this.#db.system((tx) => readSetup(tx, this.#clock.now()))
    if (contract_id === undefined) return all
    const contracts = all.contracts.filter((one) => one.contract_id === contract_id)
    const [one] = contracts
    if (!one) throw new SwathError('not_found', `There is no contract ${contract_id}`)
    const organisations = all.organisations.filter((other) => other.organisation_id === one.organisation_id)
    return { organisations, contracts, restricted_areas: [], providers: [] }
  }

  /**
   * Makes what a set-up says, all of it or nothing. A dry run does the same and takes it back, so that it tells what
   * would be refused as well.
   * @throws SwathError `setup_refused` with everything that is wrong
   */
  async apply(caller: Caller, given: Setup, dry_run: boolean): Promise<SetupPlan> {
    const unsound = await this.#unsound(given)
    const write = async (tx: Transaction) => ({
      ...(await this.#write(tx, caller, normalised(given), unsound)),
      dry_run,
    })
    return dry_run ? rehearse(this.#db, write) : this.#db.system(write)
  }

  /** They are found before there is a transaction: it may take a thread. */
  async #unsound(given: Setup): Promise<Unsound> {
    const unsound: Unsound = new Map()
    for (const [pointer, geometry] of geometriesIn(given)) {
      const problems = await this.#shapes.problemsOf(geometry)
      if (problems.length > 0) unsound.set(pointer, problems)
    }
    return unsound
  }

  async #write(
    tx: Transaction,
    caller: Caller,
    wanted: Setup,
    unsound: Unsound,
  ): Promise<Omit<SetupPlan, 'dry_run'>> {
    await lockSetup(tx)
    const now = this.#clock.now()
    const before = await readSetup(tx, now)
    const writing = new Writing(this.#owners, caller, timestamp(now))
    await writing.write(wanted, before, unsound)
    if (writing.faults.length > 0) throw refused(writing.faults)
    const after = await readSetup(tx, now)
    return { changes: changesBetween(before, after), unnamed: unnamedIn(wanted, before) }
  }
}

function geometriesIn({ restricted_areas, providers }: Setup): [pointer: string, Geometry][] {
  const areas = restricted_areas.map(({ geometry }, at) => [`/restricted_areas/${at}/geometry`, geometry])
  const regions = providers.flatMap(({ skus }, at) =>
    skus.flatMap(({ region }, of) => (region ? [[`/providers/${at}/skus/${of}/region`, region]] : [])),
  )
  return [...areas, ...regions] as [string, Geometry][]
}

function refused(problems: Writing['faults']): SwathError {
  const { pointer, message } = problems[0]!
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`
  return new SwathError('setup_refused', `${pointer}: ${message}${more}`, { problems })
}
