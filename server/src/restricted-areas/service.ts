import { SwathError } from '@swath/contract/errors'
import {
  max_restricted_areas,
  type RestrictedArea,
  type RestrictedAreaDefinition,
} from '@swath/contract/restricted-areas'
import type { Database } from '../database/db.ts'
import { splitAtAntimeridian } from '../lib/geo/antimeridian.ts'
import type { AreaGeometry } from '../lib/geo/geometry.ts'
import { countPositions } from '../lib/geo/structure.ts'
import { newId } from '../lib/ids.ts'
import type { Page } from '../lists/pages.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import {
  type AreaRow,
  countAreas,
  deleteArea,
  findArea,
  hasOther,
  listAreas,
  lockAreas,
  saveArea,
  unknownOrganisations,
} from './store.ts'

const max_positions = 5000

/**
 * The areas in which not everybody may order. Orders are looked at when they are placed: those that run already go on.
 */
export class RestrictedAreas {
  #db: Database
  #clock: Clock

  constructor(db: Database, clock: Clock) {
    this.#db = db
    this.#clock = clock
  }

  list(page: Page): Promise<{ count: number; areas: RestrictedArea[] }> {
    return this.#db.system(async (tx) => ({
      count: await countAreas(tx),
      areas: (await listAreas(tx, page)).map(areaDocument),
    }))
  }

  /** @throws SwathError `not_found` */
  get(area_id: string): Promise<RestrictedArea> {
    return this.#db.system(async (tx) => areaDocument(found(area_id, await findArea(tx, area_id))))
  }

  /** @param given with a sound geometry. @throws SwathError as `define` does */
  create(given: RestrictedAreaDefinition): Promise<RestrictedArea> {
    return this.define(newId('area', this.#clock.now()), given)
  }

  /** @throws SwathError as `define` does, and `not_found` */
  replace(area_id: string, given: RestrictedAreaDefinition): Promise<RestrictedArea> {
    return this.#db.system(async (tx) => {
      found(area_id, await findArea(tx, area_id))
      return this.define(area_id, given)
    })
  }

  /**
   * Makes an area with this id, or makes it anew. What is ordered later follows it, in every process.
   * @param given with a sound geometry
   * @throws SwathError `name_taken`, `area_limit_reached`, `invalid_request`
   */
  define(area_id: string, given: RestrictedAreaDefinition): Promise<RestrictedArea> {
    const { name, except_organisation_ids } = given
    const geometry = requireArea(given)
    const now = this.#clock.now()
    return this.#db.system(async (tx) => {
      await lockAreas(tx)
      const old = await findArea(tx, area_id)
      if (!old && (await countAreas(tx)) >= max_restricted_areas) throw tooMany()
      if (await hasOther(tx, name, area_id)) {
        throw new SwathError('name_taken', `Another restricted area has the name ${name}`)
      }
      const unknown = await unknownOrganisations(tx, except_organisation_ids)
      if (unknown.length > 0) {
        throw refused('/except_organisation_ids', `There is no organisation ${unknown.join(', ')}`)
      }
      const { reason, rule } = given
      const row: AreaRow = {
        ...{ area_id, name, reason, rule, except_organisation_ids, given_geometry: geometry },
        ...{ created_at: old?.created_at ?? now, updated_at: now },
      }
      await saveArea(tx, row, splitAtAntimeridian(geometry))
      return areaDocument(row)
    })
  }

  /** Orders that wait for the order desk for it go on waiting. @throws SwathError `not_found` */
  remove(area_id: string): Promise<void> {
    return this.#db.system(async (tx) => {
      if (!(await deleteArea(tx, area_id))) found(area_id, undefined)
    })
  }
}

function areaDocument({ given_geometry, created_at, updated_at, ...row }: AreaRow): RestrictedArea {
  const times = { created_at: timestamp(created_at), updated_at: timestamp(updated_at) }
  return { ...row, geometry: given_geometry, ...times }
}

function requireArea({ geometry }: RestrictedAreaDefinition): AreaGeometry {
  if (geometry.type === 'Point')
    throw refused('/geometry/type', 'A restricted area is a Polygon or a MultiPolygon')
  const positions = countPositions(geometry)
  if (positions <= max_positions) return geometry as AreaGeometry
  const message = `The area has ${positions} positions, and every order is compared with it: at most ${max_positions} are allowed`
  throw refused('/geometry', message)
}

function tooMany(): SwathError {
  const detail = `There are at most ${max_restricted_areas} restricted areas: put several into one MultiPolygon`
  return new SwathError('area_limit_reached', detail)
}

function found(area_id: string, row: AreaRow | undefined): AreaRow {
  if (row) return row
  throw new SwathError('not_found', `There is no restricted area ${area_id}`)
}

function refused(pointer: string, message: string): SwathError {
  const problems = [{ pointer, code: 'invalid_value', message }]
  return new SwathError('invalid_request', `${pointer}: ${message}`, { problems })
}
