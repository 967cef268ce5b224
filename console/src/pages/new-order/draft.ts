import type { NewOrder } from '@swath/client/orders'
import type { Geometry } from '@swath/contract/geometry'
import type { Product } from '@swath/contract/products'

/** An order as it comes into being. Days as `2026-11-27`; what is empty takes the default of the contract. */
export interface Draft {
  geometry: Geometry | undefined
  sku: string | undefined
  days: [string | null, string | null]
  max_ona: number | ''
  min_sun_elevation: number | ''
  max_captures: number | ''
  processing_level: string
  /** Of archive imagery: only this capture. */
  outcome_id: string | undefined
  order_name: string
  project_name: string
  client_reference: string
}

export const empty_draft: Draft = {
  geometry: undefined,
  sku: undefined,
  days: [null, null],
  max_ona: '',
  min_sun_elevation: '',
  max_captures: '',
  processing_level: '',
  outcome_id: undefined,
  order_name: '',
  project_name: 'default',
  client_reference: '',
}

type Properties = NewOrder['properties']
export type Parameters = NonNullable<Properties['parameters']>

/** Which parameters the product takes: the JSON Schema that the contract publishes says so. */
export function takes(product: Product, name: keyof Parameters): boolean {
  return name in ((product.parameters.properties as object | undefined) ?? {})
}

/** Targets in space are found by their orbit, not on a map; and downloads become orders by themselves. */
export const isOrderedOnMap = ({ product_code }: Product): boolean =>
  product_code !== 'TSKNEI' && product_code !== 'ARCLGD'

/** New images before old ones, and of each the usual before the hurried. */
export function byUse(a: Product, b: Product): number {
  const is_old = ({ product_code }: Product) => Number(product_code.startsWith('ARC'))
  return is_old(a) - is_old(b) || a.price.amount_minor - b.price.amount_minor
}

export const fits = (product: Product, geometry: Geometry | undefined): boolean =>
  geometry === undefined || product.geometry_types.includes(geometry.type)

/** The order, as far as it decides about passes and prices; undefined until there is a place and a product for it. */
export function questionOf(draft: Draft, product: Product | undefined): NewOrder | undefined {
  const { geometry } = draft
  if (!geometry || !product || !fits(product, geometry)) return undefined
  const properties = { order_name: 'draft', sku: product.sku, parameters: parametersOf(draft, product) }
  return { type: 'Feature', geometry, properties }
}

/** The order as it is placed. */
export function orderOf(question: NewOrder, draft: Draft, quote_id: string): NewOrder {
  const { order_name, project_name, client_reference } = draft
  return {
    ...question,
    properties: {
      ...question.properties,
      order_name: order_name.trim(),
      project_name,
      ...(client_reference.trim() === '' ? {} : { client_reference: client_reference.trim() }),
      quote_id,
    },
  }
}

function parametersOf(draft: Draft, product: Product): Parameters {
  const { max_ona, min_sun_elevation, max_captures, processing_level, outcome_id } = draft
  const given = {
    ...(takes(product, 'start') ? windowOf(draft.days) : { datetime: intervalOf(draft.days) }),
    max_ona,
    min_sun_elevation,
    max_captures,
    processing_level,
    outcome_id,
  }
  return Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== '' && value !== undefined && takes(product, name as keyof Parameters),
    ),
  )
}

const startOf = (day: string) => `${day}T00:00:00Z`
const endOf = (day: string) => `${day}T23:59:59Z`

/** A window that begins today begins now, which is what an order without a start means. */
function windowOf([first, last]: Draft['days'], today = new Date().toISOString().slice(0, 10)) {
  return {
    start: first !== null && first > today ? startOf(first) : '',
    end: last === null ? '' : endOf(last),
  }
}

function intervalOf([first, last]: Draft['days']): string {
  if (first === null && last === null) return ''
  return `${first === null ? '..' : startOf(first)}/${last === null ? '..' : endOf(last)}`
}
