import type { Capture } from '@swath/contract/captures'
import { SwathError } from '@swath/contract/errors'
import type { Pass } from '@swath/contract/feasibility'
import {
  type CanAddOrder,
  type CanceledTask,
  type CreateTask,
  stages_of_task,
  type Task,
  type TaskStatus,
  task_filters,
  type V1Capture,
} from '@swath/contract/legacy'
import type { Order, PlaceOrder } from '@swath/contract/orders'
import { taskCodes } from '@swath/contract/products/registry'
import type { Caller } from '../access/auth.ts'
import type { Captures } from '../captures/service.ts'
import type { Catalog } from '../catalog/service.ts'
import type { Feasibility } from '../feasibility/service.ts'
import { type Condition, oneOf } from '../lists/filters.ts'
import type { ListQuery, ListSource, Lists } from '../lists/lists.ts'
import type { Orders } from '../orders/service.ts'
import type { FoundPass } from '../providers/provider.ts'
import { type Found, foundIn } from './pages.ts'
import { orderOf, problemOfTask, taskOf, taskStatusOf, v1CaptureOf } from './tasking.rules.ts'

type ReadyOrder = Parameters<Orders['place']>[1]

const listedTasks: ListSource = { view: 'listed_tasks', filters: task_filters }

/** The number of opportunities when the request does not say. */
const default_opportunities = 10

interface Services {
  orders: Orders
  captures: Captures
  catalog: Catalog
  feasibility: Feasibility
  lists: Lists
}

/** The v1 Tasking and Analysis APIs: every task is an order, and every tasking order is a task. */
export class Tasking {
  #services: Services

  constructor(services: Services) {
    this.#services = services
  }

  async products(caller: Caller) {
    const products = await this.#services.catalog.list(caller)
    return products
      .filter((product) => product.v1_product !== null)
      .sort((one, other) => one.v1_product! - other.v1_product!)
  }

  async list(caller: Caller, query: ListQuery): Promise<Found<Task>> {
    const { contract_id } = caller
    const of_tasks = [oneOf('product_code', taskCodes())]
    const page = await this.#services.lists.read(
      contract_id,
      listedTasks,
      byStage(query),
      undefined,
      of_tasks,
    )
    return foundIn<Order, Task>(page, taskOf)
  }

  /** @throws SwathError `not_found` */
  async get(caller: Caller, task_id: number): Promise<Task> {
    return taskOf(await this.#order(caller, task_id))
  }

  /** The order that the task is, to be created. */
  async prepare(caller: Caller, task: CreateTask): Promise<ReadyOrder> {
    return this.#services.orders.examiner.prepare(caller, await this.#orderOf(caller, task))
  }

  /** @throws SwathError with everything that is wrong with the task at once */
  async create(caller: Caller, ready: ReadyOrder): Promise<Task> {
    const document = await inWordsOfTask(() => this.#services.orders.place(caller, ready))
    return taskOf(JSON.parse(document))
  }

  /** @throws SwathError `not_found` */
  async captures(caller: Caller, task_id: number, query: ListQuery): Promise<Found<V1Capture>> {
    const { id } = await this.#order(caller, task_id)
    const page = await this.#services.captures.listOfOrder(caller, id, query, undefined)
    return foundIn<Capture, V1Capture>(page, (capture) => v1CaptureOf(capture, task_id))
  }

  /** @throws SwathError `not_found`, `cancellation_rejected`, `illegal_transition`, `provider_unreachable` */
  async cancel(caller: Caller, task_id: number): Promise<CanceledTask> {
    const { id } = await this.#order(caller, task_id)
    const order: Order = JSON.parse(await this.#services.orders.cancel(caller, id))
    return { task_id, status: taskStatusOf(order.properties) }
  }

  /** When a task could be collected, if it were created. @throws SwathError like `create` */
  async canAdd(caller: Caller, task: CreateTask): Promise<CanAddOrder> {
    const { max_captures = default_opportunities, ...once } = task
    const order = await this.#orderOf(caller, once)
    const { opportunities, constraint } = await inWordsOfTask(() =>
      this.#services.feasibility.ask(caller, order, max_captures),
    )
    const message = constraint?.message ?? `Opportunities: ${opportunities.length}`
    return { can_add_order: opportunities.length > 0, message, opportunities: opportunities.map(passOf) }
  }

  async #orderOf(caller: Caller, task: Omit<CreateTask, 'max_captures'>): Promise<PlaceOrder> {
    const products = await this.products(caller)
    const product = products.find((one) => one.v1_product === task.product)
    if (product) return orderOf(task as CreateTask, product.sku)
    const valid = products.map((one) => one.v1_product).join(', ') || 'none'
    const message = `Invalid product: the contract has no product ${task.product}; it has ${valid}`
    throw new SwathError('sku_not_in_contract', message, {
      problems: [{ pointer: '/product', code: 'sku_not_in_contract', message }],
    })
  }

  async #order(caller: Caller, task_id: number): Promise<Order> {
    return JSON.parse(await this.#services.orders.ofTask(caller, task_id))
  }
}

/** A filter by the status of the task is one by the stages that it stands for. */
/** A pass as v1 tells it. */
function passOf(found: FoundPass): Pass {
  const { orbit_direction: _, ground_sample_distance_m: __, clear_basis: ___, ...pass } = found
  return pass
}

function byStage(query: ListQuery): ListQuery {
  const conditions = query as ListQuery & Record<string, Condition | undefined>
  const staged = (['status', 'status__in'] as const).flatMap((name) => {
    const asked = conditions[name]
    const values = asked?.values.flatMap((word) => stages_of_task[word as TaskStatus])
    return asked ? [[name, { ...asked, on: 'stage', kind: 'id', values }]] : []
  })
  return { ...query, ...Object.fromEntries(staged) }
}

async function inWordsOfTask<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SwathError) || error.problems.length === 0) throw error
    const { code, extra, is_settled } = error
    const problems = error.problems.map(problemOfTask)
    const message = error.message.replace(error.problems[0]!.pointer, problems[0]!.pointer)
    throw new SwathError(code, message, { problems, extra, is_settled, cause: error })
  }
}
