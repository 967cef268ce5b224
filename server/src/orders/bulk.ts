import { SwathError } from '@swath/contract/errors'
import type { BulkLine, Order, PlaceOrders } from '@swath/contract/orders'
import type { Caller } from '../access/auth.ts'
import type { Slice } from '../answers/idempotency.ts'
import type { Database } from '../database/db.ts'
import type { Examiner, ReadyOrder } from './examiner.ts'
import { bulkRefusal, lineError, type Report } from './refusals.ts'

/** Many orders in one request. */
export class BulkOrders {
  #db: Database
  #examiner: Examiner
  #place: (caller: Caller, ready: ReadyOrder) => Promise<string>

  /** @param place as `Orders.place` */
  constructor(
    db: Database,
    examiner: Examiner,
    place: (caller: Caller, ready: ReadyOrder) => Promise<string>,
  ) {
    this.#db = db
    this.#examiner = examiner
    this.#place = place
  }

  /**
   * Places many orders, each with a result of its own and by itself, so that others have their turn in between; with
   * `all_or_nothing`, all at once, and one problem refuses all.
   * @param report gets what is wrong with us rather than with a line
   * @throws SwathError `bulk_refused` with what is wrong with each line
   */
  async place(
    caller: Caller,
    { orders, all_or_nothing }: PlaceOrders,
    slice: Slice,
    report: Report,
  ): Promise<BulkLine[]> {
    const read = (body: unknown) => this.#readLine(caller, body, report)
    const place = (ready: ReadyOrder | SwathError, index: number) =>
      this.#placeLine(caller, index, ready, report)
    if (!all_or_nothing) {
      return inTurn(orders, async (body, index) => {
        const ready = await read(body)
        return slice(index, () => place(ready, index))
      })
    }
    const ready = await inTurn(orders, read)
    return slice(0, () =>
      this.#db.tenant(caller.contract_id, async () => {
        const lines = await inTurn(ready, place)
        const wrong = lines.filter((line) => line.status !== 201)
        if (wrong.length > 0) throw bulkRefusal(wrong)
        return lines
      }),
    )
  }

  /** Before the transaction in which the line is placed. */
  async #readLine(caller: Caller, body: unknown, report: Report): Promise<ReadyOrder | SwathError> {
    try {
      return await this.#examiner.readToPlace(caller, body)
    } catch (error) {
      return lineError(error, report)
    }
  }

  async #placeLine(
    caller: Caller,
    index: number,
    ready: ReadyOrder | SwathError,
    report: Report,
  ): Promise<BulkLine> {
    try {
      if (ready instanceof SwathError) throw ready
      const order = JSON.parse(await this.#place(caller, ready)) as Order
      return { index, status: 201, order }
    } catch (error) {
      const { status, code, message, problems } = lineError(error, report)
      return { index, status, error: { code, message, errors: [...problems] } }
    }
  }
}

async function inTurn<T, Result>(items: readonly T[], work: (item: T, index: number) => Promise<Result>) {
  const results: Result[] = []
  for (const [index, item] of items.entries()) results.push(await work(item, index))
  return results
}
