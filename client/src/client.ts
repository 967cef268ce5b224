import { Account } from './account.ts'
import { Admin } from './admin.ts'
import { ApiCredentials } from './api-credentials.ts'
import { Approvals } from './approvals.ts'
import { Archive } from './archive.ts'
import { Areas } from './areas.ts'
import { Audit } from './audit.ts'
import { Captures } from './captures.ts'
import type { CallOptions, Connection } from './connection.ts'
import { Consumption } from './consumption.ts'
import { Credentials } from './credentials.ts'
import { Deliverables } from './deliverables.ts'
import { Deliveries } from './deliveries.ts'
import { Desk } from './desk.ts'
import { Destinations } from './destinations.ts'
import { Digests } from './digests.ts'
import { Events } from './events.ts'
import { Feasibility } from './feasibility.ts'
import { type Contract, Http } from './http.ts'
import { Imports } from './imports.ts'
import { Ledger } from './ledger.ts'
import { Orders } from './orders.ts'
import { OwnPeople } from './people.ts'
import { Places } from './places.ts'
import { Products } from './products.ts'
import { Projects } from './projects.ts'
import { ProviderRegistry } from './providers.ts'
import { RestrictedAreas } from './restricted-areas.ts'
import { Stac } from './stac.ts'
import { Statements } from './statements.ts'
import { Tiles } from './tiles.ts'
import { Webhooks } from './webhooks.ts'

/**
 * Swath as one credential sees it. Signs in by itself, and again when its token expires. Requests that fail for the
 * moment are repeated, those that create something under an Idempotency-Key, so that nothing is created twice.
 * @example
 * import { SwathClient } from '@swath/client/client'
 *
 * const swath = new SwathClient({ url, client_id, client_secret, contract_id })
 * console.log((await swath.orders.list({ limit: 1 }).all(1)).length) // -> 1
 */
export class SwathClient {
  readonly orders: Orders
  readonly approvals: Approvals
  readonly captures: Captures
  readonly deliverables: Deliverables
  readonly destinations: Destinations
  readonly deliveries: Deliveries
  readonly places: Places
  readonly areas: Areas
  readonly products: Products
  readonly projects: Projects
  readonly feasibility: Feasibility
  readonly stac: Stac
  readonly tiles: Tiles
  readonly events: Events
  readonly webhooks: Webhooks
  readonly digests: Digests
  readonly ledger: Ledger
  readonly consumption: Consumption
  readonly statements: Statements
  readonly desk: Desk
  readonly credentials: Credentials
  readonly apiCredentials: ApiCredentials
  readonly people: OwnPeople
  readonly imports: Imports
  readonly archive: Archive
  readonly admin: Admin
  readonly audit: Audit
  /** For pages of Swath itself. */
  readonly account: Account
  readonly restrictedAreas: RestrictedAreas
  readonly providers: ProviderRegistry
  #http: Http

  constructor(connection: Connection) {
    this.#http = new Http(connection)
    this.orders = new Orders(this.#http)
    this.approvals = new Approvals(this.#http)
    this.captures = new Captures(this.#http)
    this.deliverables = new Deliverables(this.#http)
    this.destinations = new Destinations(this.#http)
    this.deliveries = new Deliveries(this.#http)
    this.places = new Places(this.#http)
    this.areas = new Areas(this.#http)
    this.products = new Products(this.#http)
    this.projects = new Projects(this.#http)
    this.feasibility = new Feasibility(this.#http)
    this.stac = new Stac(this.#http)
    this.tiles = new Tiles(this.#http)
    this.events = new Events(this.#http)
    this.webhooks = new Webhooks(this.#http)
    this.digests = new Digests(this.#http)
    this.ledger = new Ledger(this.#http)
    this.consumption = new Consumption(this.#http)
    this.statements = new Statements(this.#http)
    this.desk = new Desk(this.#http)
    this.credentials = new Credentials(this.#http)
    this.apiCredentials = new ApiCredentials(this.#http)
    this.people = new OwnPeople(this.#http)
    this.imports = new Imports(this.#http)
    this.archive = new Archive(this.#http)
    this.account = new Account(this.#http)
    this.admin = new Admin(this.#http)
    this.audit = new Audit(this.#http, 'customer')
    this.restrictedAreas = new RestrictedAreas(this.#http)
    this.providers = new ProviderRegistry(this.#http)
  }

  /**
   * The contracts of the credential. @throws ApiError, ConnectionError
   * @example
   * for (const { contract_id, name } of await swath.contracts()) console.log(contract_id, name)
   */
  contracts(options: CallOptions = {}): Promise<Contract[]> {
    return this.#http.contracts(options)
  }

  /**
   * Any request of the API, for what has no method of its own. A body that is a `Uint8Array` is sent as it is, and
   * everything else as JSON.
   * @param path begins with a slash
   * @param options `contract: false` names no contract, as operators have none
   * @returns a success, whose body is still to be read
   * @throws ApiError, ConnectionError, Error where `path` is none
   * @example
   * const answer = await swath.request('GET', '/v2/orders/?limit=1')
   * console.log(answer.headers.get('content-type')?.includes('json')) // -> true
   */
  async request(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    options: CallOptions & { body?: unknown; contract?: false } = {},
  ): Promise<Response> {
    // Anything else would be a part of the name of the server, and the token would go to another one.
    if (!path.startsWith('/')) throw new Error(`${path} is not a path such as /v2/orders/`)
    return this.#http.open(path, { ...options, method })
  }

  /**
   * A token for whoever is to act with this credential without its secret.
   * @throws ApiError, ConnectionError
   * @example
   * const access_token = await swath.accessToken()
   * console.log(`authorizationToken: Bearer ${access_token}`)
   */
  accessToken(): Promise<string> {
    return this.#http.accessToken()
  }
}
