import { z } from 'zod'
import { Swath } from './provider-protocol/capabilities.ts'
import { ServerUrl } from './server-url.ts'

const V1Product = z
  .strictObject({
    product: z.int().meta({ description: 'The product number of that system', examples: [169] }),
    target: z.enum(['point', 'area']).meta({
      description: 'Whether that system is given the middle of an image or its rectangle',
    }),
  })
  .meta({ id: 'V1Product' })
export type V1Product = z.infer<typeof V1Product>

export const V1Settings = z
  .strictObject({
    url: ServerUrl,
    client_id: z.string().min(1).max(200),
    contract_id: z.string().min(1).max(200).meta({ description: 'As that system names it' }),
    project_name: z.string().min(1).max(120).default('Swath'),
    swath: Swath.optional().meta({
      description: 'Areas are divided and priced by it; without it as for the simulator',
    }),
    products: z
      .record(z.string().max(100), V1Product)
      .meta({ description: 'The product of that system for each SKU of ours' }),
  })
  .meta({
    id: 'V1Settings',
    description: 'A system with the v1 Tasking and Delivery APIs; the secret is that of its client',
  })
export type V1Settings = z.infer<typeof V1Settings>
