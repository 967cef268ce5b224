import { z } from 'zod'
import { Geometry } from './geometry.ts'
import { order_outcomes, order_statuses } from './states.ts'

const Bbox = z.array(z.number()).length(4)

const OrderOnMap = z
  .object({
    type: z.literal('Feature'),
    geometry: Geometry.meta({
      description: 'The ordered geometry; one of many corners is simplified to the pixel',
    }),
    properties: z.object({
      kind: z.literal('order'),
      order_id: z.string(),
      order_name: z.string(),
      status: z.enum(order_statuses),
      outcome: z.enum(order_outcomes).nullable(),
    }),
  })
  .meta({ id: 'OrderOnMap', description: 'An order that lies alone' })
export type OrderOnMap = z.infer<typeof OrderOnMap>

const OrderCluster = z
  .object({
    type: z.literal('Feature'),
    geometry: z
      .object({ type: z.literal('Point'), coordinates: z.array(z.number()).length(2) })
      .meta({ description: 'The mean of their middles' }),
    properties: z.object({
      kind: z.literal('cluster'),
      count: z.number().int().min(2),
      states: z
        .record(z.string(), z.number().int())
        .meta({ description: 'How many there are of each outcome or, of open ones, of each status' }),
      bbox: Bbox.meta({
        description:
          'All of their shapes: west, south, east, north; across the antimeridian west is below -180 or east above 180',
      }),
    }),
  })
  .meta({ id: 'OrderCluster', description: 'Orders that lie too near to each other to be told apart' })
export type OrderCluster = z.infer<typeof OrderCluster>

export const OrderMap = z
  .object({
    type: z.literal('FeatureCollection'),
    count: z.number().int().meta({ description: 'The orders that the filters leave, in view or not' }),
    count_exact: z.boolean().meta({ description: 'False where there are more, which are not counted' }),
    in_view: z.number().int().meta({ description: 'Those of them that meet the bbox' }),
    in_view_exact: z.boolean().meta({ description: 'False where there are more, which are not on the map' }),
    features: z.array(z.union([OrderOnMap, OrderCluster])),
  })
  .meta({ id: 'OrderMap', description: 'The orders of a part of the Earth, as a map shows them' })
export type OrderMap = z.infer<typeof OrderMap>
