import { z } from 'zod'

/** The documents of STAPI 0.1.0 and the 0.2.0 draft, as far as they are read. More in them is no error. */

const Time = z.iso.datetime({ offset: true })
const Geometry = z.looseObject({ type: z.string(), coordinates: z.array(z.unknown()) })

export const Link = z.looseObject({
  rel: z.string(),
  href: z.string(),
  method: z.string().nullish(),
  body: z.unknown().optional(),
})
export type Link = z.infer<typeof Link>
const links = z.array(Link).default([])

export const Landing = z.looseObject({ conformsTo: z.array(z.string()).default([]), links })
export const Product = z.looseObject({ conformsTo: z.array(z.string()).nullish(), links })

/** The statuses of the specification; a server may have more. */
export const OrderStatus = z.looseObject({
  timestamp: Time,
  status_code: z.string(),
  reason_code: z.string().nullish(),
  reason_text: z.string().nullish(),
  links,
})
export type OrderStatus = z.infer<typeof OrderStatus>

export const Order = z.looseObject({
  id: z.string().min(1),
  properties: z.looseObject({
    created: Time,
    status: OrderStatus,
    search_parameters: z.looseObject({ datetime: z.string(), geometry: Geometry }).nullish(),
  }),
  links,
})
export type Order = z.infer<typeof Order>

export const Statuses = z.looseObject({ statuses: z.array(OrderStatus), links })
export const Orders = z.looseObject({ features: z.array(Order), links })

/** An interval with both ends. */
const Interval = z.string().refine((text) => text.split('/').every((end) => !Number.isNaN(Date.parse(end))), {
  error: 'This is no interval with both ends',
})

const Opportunity = z.looseObject({
  geometry: Geometry.nullable(),
  properties: z.looseObject({ datetime: Interval }),
})
export type Opportunity = z.infer<typeof Opportunity>

/** A page of them: those of the provider protocol are no more. */
export const Opportunities = z.looseObject({ features: z.array(Opportunity).max(10_000), links })
export type Opportunities = z.infer<typeof Opportunities>

export const SearchRecord = z.looseObject({
  id: z.string(),
  status: z.looseObject({ status_code: z.string(), reason_text: z.string().nullish() }),
  links,
})
export type SearchRecord = z.infer<typeof SearchRecord>

const Asset = z.looseObject({
  href: z.string(),
  type: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  'file:size': z.int().nonnegative().nullish(),
  'file:checksum': z.string().nullish(),
})
export type Asset = z.infer<typeof Asset>

export const Item = z.looseObject({
  type: z.literal('Feature'),
  id: z.string().min(1),
  geometry: Geometry,
  properties: z.looseObject({
    datetime: Time.nullish(),
    start_datetime: Time.nullish(),
    end_datetime: Time.nullish(),
    platform: z.string().nullish(),
    'eo:cloud_cover': z.number().min(0).max(100).nullish(),
    'view:off_nadir': z.number().nullish(),
    'view:azimuth': z.number().nullish(),
    'view:incidence_angle': z.number().nullish(),
    'view:sun_elevation': z.number().nullish(),
    'view:sun_azimuth': z.number().nullish(),
  }),
  assets: z.record(z.string(), Asset),
  links,
})
export type Item = z.infer<typeof Item>

export const Items = z.looseObject({ features: z.array(Item), links })
