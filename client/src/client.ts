import { Archive } from './archive.ts'
import { Deliverables } from './deliverables.ts'
import { type Connection, type Contract, Http } from './http.ts'
import { Imports } from './imports.ts'
import { Ledger } from './ledger.ts'
import { Orders } from './orders.ts'
import { type WaitOptions, waitForOrder } from './wait.ts'

/** Swath as one credential sees it. Signs in by itself, and again when its token expires. */
export class SwathClient {
  readonly orders: Orders
  readonly deliverables: Deliverables
  readonly ledger: Ledger
  readonly imports: Imports
  readonly archive: Archive
  #http: Http

  constructor(connection: Connection) {
    this.#http = new Http(connection)
    this.orders = new Orders(this.#http)
    this.deliverables = new Deliverables(this.#http)
    this.ledger = new Ledger(this.#http)
    this.imports = new Imports(this.#http)
    this.archive = new Archive(this.#http)
  }

  /** The contracts of the credential. @throws ApiError, ConnectionError */
  contracts(): Promise<Contract[]> {
    return this.#http.contracts()
  }

  /** The order when it is closed. @throws ApiError, ConnectionError, the reason of `signal` */
  waitForOrder(order_id: string, options: WaitOptions = {}) {
    return waitForOrder(this.orders, order_id, options)
  }
}
