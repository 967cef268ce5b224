import { z } from 'zod'

/** STAC and its extensions say more than is checked here; clients read it by their own schemas. */
const StacLink = z
  .looseObject({
    rel: z.string(),
    href: z.string(),
    type: z.string().optional(),
    title: z.string().optional(),
  })
  .meta({ id: 'StacLink' })
const links = z.array(StacLink)
const fields = z.record(z.string(), z.unknown())

export const StacConformance = z.object({ conformsTo: z.array(z.string()) }).meta({ id: 'StacConformance' })

export const StacLanding = z
  .object({
    type: z.literal('Catalog'),
    stac_version: z.string(),
    id: z.string(),
    title: z.string(),
    description: z.string(),
    conformsTo: z.array(z.string()),
    links,
  })
  .meta({ id: 'StacLanding', description: 'Where a STAC client starts' })

export const StacCollection = z
  .looseObject({
    type: z.literal('Collection'),
    stac_version: z.string(),
    id: z.string(),
    title: z.string(),
    description: z.string(),
    license: z.string(),
    extent: z.object({
      spatial: z.object({ bbox: z.array(z.array(z.number())) }),
      temporal: z.object({ interval: z.array(z.array(z.string().nullable())) }),
    }),
    links,
  })
  .meta({ id: 'StacCollection' })

export const StacCollections = z
  .object({
    collections: z.array(StacCollection),
    links,
    numberMatched: z.int(),
    numberReturned: z.int(),
  })
  .meta({ id: 'StacCollections' })

export const StacChildren = z
  .object({ children: z.array(StacCollection), links })
  .meta({ id: 'StacChildren' })

/** With `fields`, only those that were asked for. */
export const StacItem = z
  .looseObject({
    type: z.literal('Feature'),
    id: z.string(),
    collection: z.string(),
    stac_version: z.string().optional(),
    geometry: fields.optional(),
    properties: fields.optional(),
    assets: fields.optional(),
    links,
  })
  .meta({ id: 'StacItem' })

export const StacItems = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(StacItem),
    links,
    numberReturned: z.int(),
    numberMatched: z
      .int()
      .optional()
      .meta({ description: 'Where it is not above 1000; ask /aggregate for more' }),
  })
  .meta({ id: 'StacItems' })

export const StacSchema = z
  .looseObject({ $schema: z.string(), $id: z.string(), type: z.literal('object'), properties: fields })
  .meta({ id: 'StacSchema', description: 'JSON Schema of the properties by which one may filter or sort' })

const data_type = z.string()
export const StacAggregationList = z
  .object({ aggregations: z.array(z.object({ name: z.string(), data_type })), links })
  .meta({ id: 'StacAggregationList' })

export const StacAggregations = z
  .object({
    type: z.literal('AggregationCollection'),
    aggregations: z.array(
      z.object({
        name: z.string(),
        data_type,
        value: z.union([z.number(), z.string(), z.null()]).optional(),
        overflow: z.int().optional(),
        buckets: z
          .array(
            z.object({
              key: z.string(),
              data_type,
              frequency: z.int(),
              from: z.number().nullable().optional(),
              to: z.number().nullable().optional(),
            }),
          )
          .optional(),
      }),
    ),
    links,
  })
  .meta({ id: 'StacAggregations' })
