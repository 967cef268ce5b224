import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { DestinationCredentials } from '@swath/contract/destination-kinds'
import type {
  CreateDestination,
  DefaultDestination,
  Destination,
  UpdateDestination,
} from '@swath/contract/destinations'
import { type ErrorCode, SwathError } from '@swath/contract/errors'
import type { Caller } from '../access/auth.ts'
import { requireMatch } from '../answers/etag.ts'
import type { Database, Transaction } from '../database/db.ts'
import type { Secrets } from '../database/secrets.ts'
import { newId } from '../lib/ids.ts'
import { templateProblem } from '../lib/path-template.ts'
import type { Page } from '../lists/pages.ts'
import { type Outbound, OutboundRefused } from '../outbound/outbound.ts'
import { type Clock, timestamp } from '../platform/clock.ts'
import { DestinationError, type OpenDestination } from '../uploads/destination.ts'
import { openDestination } from '../uploads/open.ts'
import { destinationDocument } from './document.ts'
import {
  contractExists,
  countDestinations,
  type DestinationRow,
  destinationNamed,
  findDestination,
  findProjects,
  listDestinations,
  lockContract,
  lockDestination,
  removeDestination,
  saveDestination,
  storeDefault,
  storeDefaults,
  storeVerification,
} from './store.ts'

const max_destinations = 50
/** The time for all steps of a verification: the caller waits for it. */
const verify_ms = 60_000

interface Parts {
  db: Database
  clock: Clock
  outbound: Outbound
  secrets: Secrets
  /** The parent of the folders of customers; each contract has its own in it. */
  delivery_dir: string | undefined
  timeout_ms: number
}

/** The places at which contracts want their files. */
export class Destinations {
  #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * @throws SwathError `path_template_invalid`, `destination_refused`, `destination_name_taken`,
   *   `destination_limit_reached`, `invalid_request` for a default of an unknown project
   */
  create({ client_id, contract_id }: Caller, given: CreateDestination): Promise<Destination> {
    const { db, clock } = this.#parts
    const now = clock.now()
    const destination_id = newId('dest', now)
    return db.tenant(contract_id, async (tx) => {
      await lockContract(tx, contract_id)
      if ((await countDestinations(tx)) >= max_destinations) {
        const detail = `A contract has at most ${max_destinations} destinations`
        throw new SwathError('destination_limit_reached', detail)
      }
      const fresh = { destination_id, contract_id, created_by: client_id, created_at: now, revision: 0 }
      return this.#save(
        tx,
        { ...empty, ...fresh, settings: given.settings, updated_at: now },
        given,
        client_id,
      )
    })
  }

  /** Those of any contract, for operators; nobody sees their credentials. @throws SwathError `not_found` */
  async listOf(contract_id: string, page: Page): Promise<{ count: number; destinations: Destination[] }> {
    await this.#requireContract(contract_id)
    return this.list({ contract_id }, page)
  }

  /**
   * Says to which destination of a contract the deliverables of orders go that name none.
   * @throws SwathError `not_found` where there is no such contract, `invalid_request` where it has no such destination
   */
  async setDefault(contract_id: string, { destination_id }: DefaultDestination): Promise<DefaultDestination> {
    await this.#requireContract(contract_id)
    return this.#parts.db.tenant(contract_id, async (tx) => {
      await lockContract(tx, contract_id)
      if (destination_id !== null && !(await lockDestination(tx, destination_id))) {
        const message = `The contract has no destination ${destination_id}: its customer makes them, with credentials that nobody else has`
        throw refused('invalid_request', '/destination_id', message)
      }
      await storeDefault(tx, contract_id, destination_id)
      return { destination_id }
    })
  }

  async #requireContract(contract_id: string) {
    if (await this.#parts.db.system((tx) => contractExists(tx, contract_id))) return
    throw new SwathError('not_found', `There is no contract ${contract_id}`)
  }

  list(
    { contract_id }: Pick<Caller, 'contract_id'>,
    page: Page,
  ): Promise<{ count: number; destinations: Destination[] }> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      const rows = await listDestinations(tx, page)
      return { count: await countDestinations(tx), destinations: rows.map(destinationDocument) }
    })
  }

  /** @throws SwathError `not_found` */
  get({ contract_id }: Caller, destination_id: string): Promise<Destination> {
    return this.#parts.db.tenant(contract_id, async (tx) =>
      destinationDocument(found(destination_id, await findDestination(tx, destination_id))),
    )
  }

  /**
   * Deliveries that wait for it are tried again at once, as the customer wants to know. A customer who says where it
   * is, or enables it again, has set it up from then on: it ends with their credential.
   * @throws SwathError as `create` does, `not_found`, `precondition_failed`
   */
  update(
    { client_id, contract_id }: Caller,
    destination_id: string,
    given: UpdateDestination,
    if_match?: string,
  ): Promise<Destination> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      await lockContract(tx, contract_id)
      const before = await lock(tx, destination_id, if_match)
      const document = await this.#save(tx, before, given, client_id)
      tx.enqueue({
        name: 'deliveries.hurry',
        data: { contract_id, order_id: '', entity_id: destination_id },
      })
      return document
    })
  }

  /** Removes it; deliveries on their way to it are canceled. @throws SwathError `not_found`, `precondition_failed` */
  remove({ contract_id }: Caller, destination_id: string, if_match?: string): Promise<void> {
    return this.#parts.db.tenant(contract_id, async (tx) => {
      await lock(tx, destination_id, if_match)
      await removeDestination(tx, destination_id, this.#parts.clock.now())
      tx.enqueue({
        name: 'deliveries.withdraw',
        data: { contract_id, order_id: '', entity_id: destination_id },
      })
    })
  }

  /** Writes, reads and removes a probe, and keeps what came of it. @throws SwathError `not_found` */
  async verify({ contract_id }: Caller, destination_id: string): Promise<Destination> {
    const { db, clock } = this.#parts
    const row = await db.tenant(contract_id, (tx) => findDestination(tx, destination_id))
    const steps = await this.#probe(found(destination_id, row))
    const worked = steps.every((step) => step.worked)
    const verification = { worked, verified_at: timestamp(clock.now()), steps }
    return db.tenant(contract_id, async (tx) => {
      await storeVerification(tx, row!, verification)
      return destinationDocument(found(destination_id, await findDestination(tx, destination_id)))
    })
  }

  async #probe(row: DestinationRow) {
    let destination: OpenDestination | undefined
    try {
      destination = await this.#open(row)
      return await destination.verify(AbortSignal.timeout(verify_ms))
    } catch (error) {
      if (!(error instanceof DestinationError)) throw error
      const { reason, message } = error
      return [{ step: 'look' as const, worked: false, reason, missing_permission: null, message }]
    } finally {
      await destination?.close()
    }
  }

  /**
   * For whoever sends files there, and closes it afterwards.
   * @throws DestinationError when it is not there, or its settings cannot be used
   */
  async openDestination(contract_id: string, destination_id: string): Promise<OpenDestination> {
    const row = await this.#parts.db.tenant(contract_id, (tx) => findDestination(tx, destination_id))
    if (!row) throw new DestinationError('INVALID_SETTINGS', `There is no destination ${destination_id}`)
    return this.#open(row)
  }

  async #open({
    contract_id,
    destination_id,
    settings,
    credentials,
  }: DestinationRow): Promise<OpenDestination> {
    const { outbound, secrets, timeout_ms } = this.#parts
    const text = credentials === null ? null : await secrets.decrypt(credentials, destination_id)
    const root_folder = settings.kind === 'folder' ? await this.#folderOf(contract_id) : undefined
    const host = { outbound, root_folder, contract_id, timeout_ms }
    return openDestination(
      settings,
      text === null ? null : (JSON.parse(text) as DestinationCredentials),
      host,
    )
  }

  /** A contract sees nothing of another's files. If the disk is not mounted, the destination says so. */
  async #folderOf(contract_id: string): Promise<string | undefined> {
    const { delivery_dir } = this.#parts
    if (delivery_dir === undefined) return undefined
    const folder = path.resolve(delivery_dir, contract_id)
    await mkdir(folder).catch((error) => {
      if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error
    })
    return folder
  }

  async #save(tx: Transaction, before: DestinationRow, given: UpdateDestination, client_id: string) {
    const is_enabled = given.is_enabled ?? before.is_enabled
    const row: DestinationRow = {
      ...before,
      name: given.name ?? before.name,
      path_template: given.path_template ?? before.path_template,
      is_enabled,
      disabled_reason: is_enabled ? null : (before.disabled_reason ?? 'by_customer'),
      ...(isSetUpAnew(before, given) && { created_by: client_id }),
      ...(await this.#placeAfter(before, given)),
      ...(await defaultsAfter(tx, given)),
      updated_at: this.#parts.clock.now(),
    }
    const problem = templateProblem(row.path_template)
    if (problem !== null) throw refused('path_template_invalid', '/path_template', problem)
    const other = await destinationNamed(tx, row.name)
    if (other !== undefined && other !== row.destination_id) throw nameTaken(row.name, other)
    await saveDestination(tx, row)
    if (given.default_for !== undefined) await storeDefaults(tx, row)
    return destinationDocument(row)
  }

  /** Credentials of before are for the place of before: they never go anywhere else. */
  async #placeAfter(before: DestinationRow, { settings = before.settings, credentials }: UpdateDestination) {
    const is_moved = before.revision === 0 || !isDeepStrictEqual(settings, before.settings)
    if (!is_moved && credentials === undefined) return {}
    if (is_moved && credentials === undefined && before.credentials !== null) {
      const message =
        'Give the credentials with the settings: those that are known are for the place of before'
      throw refused('destination_refused', '/credentials', message)
    }
    const after = {
      settings,
      credentials: credentials == null ? null : await this.#encrypt(credentials, before.destination_id),
      revision: before.revision + (is_moved ? 1 : 0),
      verification: null,
    }
    await this.#requireUsable({ ...before, ...after })
    return after
  }

  /** As far as can be known without asking the place. */
  async #requireUsable(row: DestinationRow) {
    try {
      const destination = await this.#open(row)
      await destination.close()
      const address = addressIn(row.settings)
      if (address !== undefined) this.#parts.outbound.checkConfidential(address)
    } catch (error) {
      if (!(error instanceof DestinationError || error instanceof OutboundRefused)) throw error
      throw refused('destination_refused', '/settings', error.message)
    }
  }

  #encrypt(credentials: DestinationCredentials, destination_id: string) {
    return this.#parts.secrets.encrypt(JSON.stringify(credentials), destination_id)
  }
}

/**
 * The address to which credentials or signatures go; the other kinds have addresses that are always encrypted, or
 * none.
 */
function addressIn(settings: DestinationRow['settings']): string | undefined {
  switch (settings.kind) {
    case 's3':
      return settings.endpoint
    case 'azure_blob':
      return settings.account_url
    case 'https_put':
      return settings.base_url
  }
}

function isSetUpAnew({ is_enabled }: DestinationRow, given: UpdateDestination): boolean {
  const says_where = given.settings !== undefined || given.credentials !== undefined
  return says_where || (given.is_enabled === true && !is_enabled)
}

const empty = {
  name: '',
  credentials: null,
  path_template: '',
  is_enabled: true,
  disabled_reason: null,
  verification: null,
  is_of_contract: false,
  of_projects: [],
}

async function lock(tx: Transaction, destination_id: string, if_match?: string): Promise<DestinationRow> {
  const row = found(destination_id, await lockDestination(tx, destination_id))
  requireMatch(if_match, JSON.stringify(destinationDocument(row)))
  return row
}

async function defaultsAfter(tx: Transaction, { default_for }: UpdateDestination) {
  if (default_for === undefined) return {}
  const { contract, projects } = default_for
  const known = await findProjects(tx, projects)
  const unknown = projects.filter(
    (one) => !known.some(({ project_id, name }) => one === project_id || one === name),
  )
  if (unknown.length > 0) {
    const message = `The contract has no project ${unknown.join(', ')}`
    throw refused('invalid_request', '/default_for/projects', message)
  }
  return { is_of_contract: contract, of_projects: known.map(({ project_id }) => project_id).sort() }
}

function found(destination_id: string, row: DestinationRow | undefined): DestinationRow {
  if (row) return row
  throw new SwathError('not_found', `There is no destination ${destination_id} in this contract`)
}

function nameTaken(name: string, destination_id: string) {
  const detail = `The destination ${destination_id} has the name ${name}`
  return new SwathError('destination_name_taken', detail, { extra: { destination_id } })
}

function refused(code: ErrorCode, pointer: string, message: string) {
  return new SwathError(code, `${pointer}: ${message}`, { problems: [{ pointer, code, message }] })
}
