import { SwathError } from '@swath/contract/errors'
import type { Caller } from '../access/auth.ts'
import { requireMatch } from '../answers/etag.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { ListQuery, Lists } from '../lists/lists.ts'
import type { Clock } from '../platform/clock.ts'
import {
  deleteProject,
  insertProject,
  isUsed,
  listedProjects,
  lockProject,
  projectDocument,
  projectNamed,
  renameProject,
} from './store.ts'

export class Projects {
  #db: Database
  #clock: Clock
  #lists: Lists

  constructor(db: Database, clock: Clock, lists: Lists) {
    this.#db = db
    this.#clock = clock
    this.#lists = lists
  }

  list(caller: Caller, query: ListQuery, known: string | undefined) {
    return this.#lists.read(caller.contract_id, listedProjects, query, known)
  }

  /** @throws SwathError `not_found` */
  get(caller: Caller, project_id: string): Promise<string> {
    return this.#db.tenant(caller.contract_id, (tx) => requireDocument(tx, project_id))
  }

  /** @throws SwathError `project_name_taken` */
  create({ contract_id }: Caller, name: string): Promise<string> {
    return this.#db.tenant(contract_id, async (tx) => {
      const project_id = await insertProject(tx, contract_id, name, this.#clock.now())
      if (project_id === undefined) throw nameTaken(name, await projectNamed(tx, name))
      return requireDocument(tx, project_id)
    })
  }

  /**
   * Renames the project; its orders follow in the background.
   * @throws SwathError `not_found`, `precondition_failed`, `project_name_taken`
   */
  rename({ contract_id }: Caller, project_id: string, name: string, if_match?: string): Promise<string> {
    return this.#db.tenant(contract_id, async (tx) => {
      await lockProject(tx, project_id)
      requireMatch(if_match, await requireDocument(tx, project_id))
      const other = await projectNamed(tx, name)
      if (other !== undefined && other !== project_id) throw nameTaken(name, other)
      await renameProject(tx, project_id, name, this.#clock.now())
      tx.enqueue({
        name: 'orders.rename_project',
        data: { contract_id, order_id: '', entity_id: project_id },
      })
      return requireDocument(tx, project_id)
    })
  }

  /**
   * Deletes a project without orders and areas.
   * @throws SwathError `not_found`, `precondition_failed`, `project_in_use`
   */
  remove({ contract_id }: Caller, project_id: string, if_match?: string): Promise<void> {
    return this.#db.tenant(contract_id, async (tx) => {
      await lockProject(tx, project_id)
      requireMatch(if_match, await requireDocument(tx, project_id))
      if (await isUsed(tx, project_id)) {
        throw new SwathError('project_in_use', `The project ${project_id} has orders or areas, so it is kept`)
      }
      await deleteProject(tx, project_id)
    })
  }
}

async function requireDocument(tx: Transaction, project_id: string): Promise<string> {
  const document = await projectDocument(tx, project_id)
  if (document !== undefined) return document
  throw new SwathError('not_found', `There is no project ${project_id} in this contract`)
}

function nameTaken(name: string, project_id: string | undefined) {
  const detail = `The project ${project_id} has the name ${name}`
  return new SwathError('project_name_taken', detail, { extra: { project_id } })
}
