import { z } from 'zod'

/** Unique, and for ever: captures and credentials name it. */
export const ProviderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .meta({ description: 'Unique, and for ever: captures and credentials name it' })

export const Reroute = z
  .strictObject({
    provider: ProviderName,
    capture_ids: z.array(z.string()).min(1).max(2000).optional().meta({
      description: 'Only these; without them, all that has not begun, and what is still to be planned',
    }),
    message: z.string().trim().min(1).max(500).meta({ description: 'Why, for operators' }),
  })
  .meta({ id: 'Reroute' })
export type Reroute = z.infer<typeof Reroute>

export const Rerouted = z
  .object({
    rerouted: z.array(z.object({ capture_id: z.string(), next_capture_id: z.string() })),
    kept: z.array(z.string()).meta({
      description: 'Captures that have begun, or that the provider has already',
    }),
  })
  .meta({ id: 'Rerouted' })
export type Rerouted = z.infer<typeof Rerouted>
