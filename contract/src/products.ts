import { z } from 'zod'
import { AmountMinor } from './amounts.ts'
import { eachOnce, listOf, Timestamp } from './lists.ts'
import { priority_classes } from './priority-classes.ts'
import { type ProductCode, products } from './products/registry.ts'
import { Uplift } from './products/terms.ts'
import { processing_levels } from './states.ts'
import { Instant } from './times.ts'

export const BumpCompensation = z.number().min(0).max(100).meta({
  description:
    'The share of its price that an image is credited, once, when an order of a higher class takes its pass',
})

/** The rules by which quantities become money. */
const counting = {
  min_quantity: z.number().min(0).max(1e9).meta({
    description:
      'Each level of an order is billed as so many units at least, in proportion to what is delivered',
  }),
  overlap: z.enum(['once', 'each']).meta({
    description: 'Ground that several strips of an order show counts once, or for each of them',
  }),
  levels: z.enum(['each', 'once']).meta({
    description: 'Each processing level of a capture is billed, or only the one that is delivered first',
  }),
  uplifts: eachOnce(z.array(Uplift).max(20), ({ uplift }) => uplift),
}

export const CountingTerms = z.strictObject(counting).meta({
  id: 'CountingTerms',
  description: 'How the quantities of a SKU become money; they replace those it had',
})
export type CountingTerms = z.infer<typeof CountingTerms>

export const ListPrice = z
  .object({
    amount_minor: z.int().meta({ description: 'Per unit, in minor units of the currency' }),
    valid_from: Timestamp.nullable().meta({ description: 'Null: from the beginning' }),
    valid_until: Timestamp.nullable().meta({ description: 'Null: until further notice' }),
  })
  .meta({ id: 'ListPrice' })
export type ListPrice = z.infer<typeof ListPrice>

export const PriceList = z
  .object({
    contract_id: z.string(),
    sku: z.string(),
    currency: z.string(),
    unit: z.enum(['km2', 'capture']),
    prices: z.array(ListPrice),
  })
  .meta({ id: 'PriceList', description: 'The prices of a SKU, one after the other without a gap' })
export type PriceList = z.infer<typeof PriceList>

export const NewPrice = z
  .strictObject({
    amount_minor: AmountMinor.meta({ description: 'Per unit, in minor units of the currency' }),
    valid_from: Instant.optional().meta({
      description: 'Now when absent; it replaces a price of that very time',
    }),
  })
  .meta({ id: 'NewPrice' })
export type NewPrice = z.infer<typeof NewPrice>

export const Product = z
  .object({
    sku: z.string().meta({ examples: ['TSKPOI-M'] }),
    product_code: z.enum(Object.keys(products) as [ProductCode, ...ProductCode[]]),
    product_name: z.string(),
    geometry_types: z.array(z.string()),
    parameters: z
      .record(z.string(), z.unknown())
      .meta({ description: 'JSON Schema of the parameters of an order, with the defaults of the contract' }),
    price: z.object({
      amount_minor: z.int().meta({ description: 'Per unit, in minor units of the currency' }),
      currency: z.string(),
      unit: z.enum(['km2', 'capture']),
    }),
    prices: z.array(ListPrice).meta({ description: 'The price now, and those that are announced' }),
    ...counting,
    limits: z.object({
      min_area_km2: z.number(),
      max_area_km2: z.number(),
      max_strip_ratio: z.number().meta({
        description:
          'The strips over an area have so many times its area at most; compact areas have less than 10',
      }),
      min_strip_km2: z
        .number()
        .meta({ description: 'Each strip over an area is billed as so many km2 at least' }),
      default_window_days: z.number(),
      max_window_days: z.number(),
      captures: z.int().nullable().meta({
        description:
          'An order is of so many captures unless it asks for fewer, as the SKU says; null: of one, or as its parameters ask',
      }),
      max_cloud_pct: z.number().meta({ description: 'An image with more clouds is not delivered' }),
      default_max_off_nadir_deg: z.number(),
      default_min_sun_elevation_deg: z.number(),
    }),
    footprint: z
      .object({ width_km: z.number(), length_km: z.number() })
      .nullable()
      .meta({ description: 'The image round a point; an area has its own shape' }),
    priority: z.int(),
    priority_class: z.enum(priority_classes).meta({
      description: 'Of two orders that want the same pass, the one of the earlier class in this list gets it',
    }),
    bump_compensation_pct: BumpCompensation,
    promised_delivery_hours: z.int().nullable().meta({
      description: 'From the order to the delivery, at most; null where satellites and weather decide',
    }),
    v1_product: z.int().nullable().meta({ description: 'The product of the v1 API that means this SKU' }),
    processing_levels: z.array(z.enum(processing_levels)),
    default_processing_levels: z.array(z.enum(processing_levels)).meta({
      description: 'Those of an order that names no `processing_level`',
    }),
    cancellation_fees: z
      .array(z.object({ hours_before: z.number(), fee_pct: z.number() }))
      .meta({ description: 'From so many hours before the first collection on; free before that' }),
  })
  .meta({ id: 'Product', description: 'A SKU of the contract: what may be ordered, and on which terms' })
export type Product = z.infer<typeof Product>

export const ProductList = listOf(Product, 'ProductList')
