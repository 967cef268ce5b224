import { z } from 'zod'
import { Swath } from './provider-protocol/capabilities.ts'
import { ServerUrl } from './server-url.ts'
import { processing_levels } from './states.ts'

const Name = z.string().min(1).max(200)

const StapiProduct = z
  .strictObject({
    product_id: Name.meta({ description: 'The product of that server' }),
    limits: z
      .strictObject({
        off_nadir_deg: Name.optional(),
        sun_elevation_deg: Name.optional(),
        cloud_pct: Name.optional(),
      })
      .default({})
      .meta({
        description:
          'Which queryable each limit of an order becomes, such as `view:off_nadir`; a limit without one is not sent',
      }),
    order_parameters: z
      .record(z.string().max(200), z.json())
      .default({})
      .meta({ description: 'Sent with each order, as the product asks for them' }),
    assets: z
      .partialRecord(z.enum(processing_levels), z.array(Name).min(1).max(50))
      .meta({ description: 'The assets of its STAC items that make up a deliverable of each level' }),
  })
  .meta({ id: 'StapiProduct' })
export type StapiProduct = z.infer<typeof StapiProduct>

export const StapiSettings = z
  .strictObject({
    url: ServerUrl.meta({ description: 'Its landing page' }),
    swath: Swath.optional().meta({
      description: 'Areas are divided and priced by it; without it as for the simulator',
    }),
    products: z
      .record(z.string().max(100), StapiProduct)
      .meta({ description: 'The product of that server for each SKU of ours' }),
  })
  .meta({ id: 'StapiSettings', description: 'A STAPI server that carries out orders' })
export type StapiSettings = z.infer<typeof StapiSettings>
