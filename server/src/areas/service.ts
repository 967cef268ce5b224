import { type AreaChange, max_area_positions, max_areas, type NewArea } from '@swath/contract/areas'
import { SwathError } from '@swath/contract/errors'
import type { Caller } from '../access/auth.ts'
import { requireMatch } from '../answers/etag.ts'
import type { Database, Transaction } from '../database/db.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import { geodesicAreaKm2 } from '../lib/geo/area.ts'
import type { AreaGeometry, Geometry } from '../lib/geo/geometry.ts'
import { countPositions } from '../lib/geo/structure.ts'
import { newId } from '../lib/ids.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import type { Clock } from '../platform/clock.ts'
import {
  areaDocument,
  areaNamed,
  deleteArea,
  findArea,
  insertArea,
  type KeptShape,
  listedAreas,
  lockAreas,
  sizeOfOthers,
  updateArea,
} from './store.ts'

export interface Needs {
  /** The ids of the projects of these names; those that are new are made. */
  projects: {
    ensure(
      tx: Transaction,
      contract_id: string,
      names: readonly string[],
      now: Date,
    ): Promise<Map<string, string>>
  }
}

/** The areas that customers keep by name. Orders copy what they take from them. */
export class Areas {
  #db: Database
  #clock: Clock
  #lists: Lists
  #needs: Needs

  constructor(db: Database, clock: Clock, lists: Lists, needs: Needs) {
    this.#db = db
    this.#clock = clock
    this.#lists = lists
    this.#needs = needs
  }

  list(caller: Caller, query: ListQuery, known: string | undefined) {
    return this.#lists.read(caller.contract_id, listedAreas, query, known)
  }

  /** @throws SwathError `not_found` */
  get(caller: Caller, area_id: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, (tx) => requireDocument(tx, area_id))
  }

  /** @param given with a sound geometry. @throws SwathError `name_taken`, `area_limit_reached` */
  create({ contract_id }: Caller, given: NewArea): Promise<string> {
    const now = this.#clock.now()
    const area_id = newId('aoi', now)
    const shape = keptShape(given.geometry as Geometry)
    return this.#db.tenant(contract_id, async (tx) => {
      await requireRoom(tx, contract_id, area_id, shape)
      const project_id = await this.#projectNamed(tx, contract_id, given.project_name)
      const row = { area_id, contract_id, project_id, name: given.area_name }
      await requireFreeName(tx, row)
      await insertArea(tx, { ...row, shape, now })
      return requireDocument(tx, area_id)
    })
  }

  /**
   * Orders that were placed with it stay as they are.
   * @param given with a sound geometry, if there is one
   * @throws SwathError `not_found`, `precondition_failed`, `name_taken`, `area_limit_reached`
   */
  change({ contract_id }: Caller, area_id: string, given: AreaChange, if_match?: string): Promise<string> {
    const shape = given.geometry && keptShape(given.geometry as Geometry)
    return this.#db.tenant(contract_id, async (tx) => {
      await requireRoom(tx, contract_id, area_id, shape)
      requireMatch(if_match, await requireDocument(tx, area_id))
      const old = (await findArea(tx, area_id))!
      const project_id = given.project_name
        ? await this.#projectNamed(tx, contract_id, given.project_name)
        : old.project_id
      const row = { area_id, project_id, name: given.area_name ?? old.name }
      await requireFreeName(tx, row)
      await updateArea(tx, { ...row, shape, now: this.#clock.now() })
      return requireDocument(tx, area_id)
    })
  }

  /** @throws SwathError `not_found`, `precondition_failed` */
  remove({ contract_id }: Caller, area_id: string, if_match?: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      await lockAreas(tx, contract_id)
      requireMatch(if_match, await requireDocument(tx, area_id))
      await deleteArea(tx, area_id)
    })
  }

  async #projectNamed(tx: Transaction, contract_id: string, name: string): Promise<string> {
    const found = await this.#needs.projects.ensure(tx, contract_id, [name], this.#clock.now())
    return found.get(name)!
  }
}

function keptShape(given_geometry: Geometry): KeptShape {
  const planar = splitAtAntimeridian(given_geometry as AreaGeometry)
  const area_km2 = Math.round(geodesicAreaKm2(given_geometry) * 1e4) / 1e4
  return { given_geometry, planar, area_km2, positions: countPositions(given_geometry) }
}

/** Nobody else changes areas of the contract until the end of the transaction. */
async function requireRoom(
  tx: Transaction,
  contract_id: string,
  area_id: string,
  shape: KeptShape | undefined,
): Promise<void> {
  await lockAreas(tx, contract_id)
  if (!shape) return
  const others = await sizeOfOthers(tx, area_id)
  if (others.count >= max_areas)
    throw new SwathError('area_limit_reached', `A contract keeps at most ${max_areas} areas; delete some`)
  const left = max_area_positions - others.positions
  if (shape.positions <= left) return
  const detail = `The areas of a contract have at most ${max_area_positions} positions together. This one has ${shape.positions}, and ${left} are left: simplify it, or delete others`
  throw new SwathError('area_limit_reached', detail)
}

async function requireFreeName(
  tx: Transaction,
  { area_id, project_id, name }: { area_id: string; project_id: string; name: string },
): Promise<void> {
  const other = await areaNamed(tx, project_id, name)
  if (other === undefined || other === area_id) return
  const detail = `The area ${other} of the project has the name ${name}`
  throw new SwathError('name_taken', detail, { extra: { area_id: other } })
}

async function requireDocument(tx: Transaction, area_id: string): Promise<string> {
  const document = await areaDocument(tx, area_id)
  if (document !== undefined) return document
  throw new SwathError('not_found', `There is no area ${area_id} in this contract`)
}
