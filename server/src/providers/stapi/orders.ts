import type { CaptureReport } from '@swath/contract/captures'
import type { StapiProduct } from '@swath/contract/stapi-provider'
import type { ProcessingLevel } from '@swath/contract/states'
import { NoAnswer } from '../../outbound/as-fetch.ts'
import type { CaptureToPlan, Elsewhere, News, Told } from '../provider.ts'
import type { Search } from './api.ts'
import type { Item, Link, Order } from './documents.ts'
import { filesOf, imageOf } from './images.ts'
import { isOver, newsOf } from './news.ts'
import { refusalOf } from './refusals.ts'
import { searchOf } from './search.ts'
import { productOf, type StapiServer } from './server.ts'

/** The links by which servers tell where the results of an order are. */
const results = ['stac', 'items', 'item', 'results']

/** Captures as orders of a STAPI server. */
export class StapiOrders implements Elsewhere {
  #server: StapiServer

  constructor(server: StapiServer) {
    this.#server = server
  }

  async order(capture: CaptureToPlan): Promise<string> {
    const product = productOf(this.#server, capture.sku)
    const order = this.#server.api.order(
      product.product_id,
      this.#searchOf(capture),
      product.order_parameters,
    )
    try {
      return (await order).id
    } catch (error) {
      throw refusalOf(this.#server.name, error)
    }
  }

  async find(capture: CaptureToPlan, since: Date): Promise<string[]> {
    const wanted = this.#searchOf(capture)
    const found: string[] = []
    for await (const order of this.#server.api.ordersSince(since))
      if (isOf(order, wanted)) found.push(order.id)
    return found
  }

  async news(order_id: string, capture: CaptureToPlan): Promise<News> {
    const order = await this.#server.api.orderOf(order_id)
    const statuses = await this.#server.api.statuses(order)
    const told: Told[] = []
    for (const { report_id, occurred_at, ...news } of newsOf(order, statuses)) {
      const head = { report_id, occurred_at }
      if (news.status === 'completed') told.push(...(await this.#delivered(head, news.links, capture)))
      else told.push({ report: { ...head, ...news } as CaptureReport })
    }
    return { told, is_over: statuses.some(isOver) }
  }

  async cancel(order_id: string): Promise<boolean> {
    const order = await this.#server.api.orderOf(order_id)
    const { status } = order.properties
    return isOver(status) ? status.status_code !== 'completed' : this.#server.api.cancel(order)
  }

  async #delivered(
    { report_id, occurred_at }: { report_id: string; occurred_at: string },
    links: readonly Link[],
    { sku, processing_levels }: CaptureToPlan,
  ): Promise<Told[]> {
    const items = await this.#itemsOf(links)
    const [first] = items
    // Servers publish what they made some time after they say so.
    if (!first) throw new NoAnswer(`${this.#server.name} has completed an order and shows no STAC item of it`)
    const acquired = {
      report_id: `${report_id}/acquired`,
      occurred_at,
      status: 'acquired',
      ...imageOf(first),
    } as const
    const ready = processing_levels.map((level) => ({
      level: level as ProcessingLevel,
      report: {
        report_id: `${report_id}/${level}`,
        occurred_at,
        ...productsOf(items, level as ProcessingLevel, productOf(this.#server, sku)),
      },
    }))
    return [{ report: acquired }, ...ready]
  }

  async #itemsOf(links: readonly Link[]): Promise<Item[]> {
    const link = links.find(({ rel }) => results.includes(rel))
    return link ? this.#server.api.items(link.href) : []
  }

  #searchOf(capture: CaptureToPlan): Search {
    const { frame: geometry, window, limits, sku } = capture
    return searchOf({ geometry, window, limits }, productOf(this.#server, sku))
  }
}

function isOf({ properties: { search_parameters } }: Order, { datetime, geometry }: Search): boolean {
  if (!search_parameters) return false
  const times = (interval: string) => interval.split('/').map((time) => Date.parse(time))
  return (
    String(times(search_parameters.datetime)) === String(times(datetime)) &&
    JSON.stringify(search_parameters.geometry.coordinates) === JSON.stringify(geometry.coordinates)
  )
}

/** The files of one level, or that it was not made: an item without its assets stays so. */
function productsOf(items: readonly Item[], level: ProcessingLevel, product: StapiProduct) {
  const keys = product.assets[level] ?? []
  const item = items.find(({ assets }) => keys.every((key) => assets[key] !== undefined))
  if (item && keys.length > 0) return { status: 'ready' as const, files: filesOf(item, level, product) }
  const has = [...new Set(items.flatMap(({ assets }) => Object.keys(assets)))].join(', ')
  const message = `${level} needs the assets ${keys.join(', ') || '(none is set)'}; there are ${has}`
  return {
    status: 'failed' as const,
    reason_code: 'PROCESSING_FAILED' as const,
    message: message.slice(0, 500),
  }
}
