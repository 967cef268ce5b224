import { z } from 'zod'
import { type ProcessingLevel, processing_levels } from '../states.ts'

const km = z.number().positive().max(10_000)

/** The view of the cameras on the ground, by which areas are divided, priced and planned. */
export const Swath = z
  .object({
    swath_width_km: km,
    overlap_km: z
      .number()
      .min(0)
      .max(10_000)
      .meta({ description: 'By how much a strip reaches into the next one' }),
    max_length_km: km,
    track_heading_deg: z.number().min(0).lt(360).meta({
      description: 'Where the satellites fly when they collect, from north: strips are laid out along it',
    }),
  })
  .refine(({ overlap_km, swath_width_km }) => overlap_km < swath_width_km, {
    path: ['overlap_km'],
    error: 'must be less than swath_width_km',
  })
  .refine(({ max_length_km, swath_width_km }) => max_length_km >= swath_width_km, {
    path: ['max_length_km'],
    error: 'must not be less than swath_width_km',
  })
  .meta({ id: 'Swath' })

const Satellite = z
  .object({
    satellite_name: z.string().min(1).max(100),
    norad_id: z.int().positive().optional(),
  })
  .meta({ id: 'Satellite' })

export const Capabilities = z
  .object({
    products: z.array(z.string().min(1).max(60)).min(1).max(500).meta({
      description:
        'Codes of products such as TSKARE, whole SKUs such as TSKARE-M, or * for whatever is ordered',
    }),
    modes: z
      .array(z.string().max(60))
      .max(50)
      .default([])
      .meta({ description: 'How it collects, such as strip' }),
    hours_to_deliver: z.partialRecord(z.enum(processing_levels), z.number().positive().max(10_000)).meta({
      description:
        'The levels that it makes, and how many hours after the end of a collection it has each of them',
    }),
    swath: Swath,
    plans_frames: z.boolean().default(false).meta({
      description: 'It divides areas itself (POST /frames), instead of being given strips',
    }),
    reserves_passes: z.boolean().default(false).meta({
      description: 'It keeps a pass for an order that names it (PUT /reservations/{reservation_id})',
    }),
    confirms_cancellation: z.boolean().default(false).meta({
      description: 'It may refuse to cancel a capture, so it is asked before an order is canceled',
    }),
    takes_requests: z.boolean().default(true).meta({
      description: 'false: it fetches its work from Swath, since nobody can reach it',
    }),
    satellites: z.array(Satellite).max(5000).default([]),
    agility: z
      .object({
        max_off_nadir_deg: z.number().min(0).max(90),
        slew_deg_s: z.number().positive().max(90),
        settle_s: z.number().min(0).max(3600),
      })
      .optional()
      .meta({ description: 'How a satellite turns from one target to the next' }),
  })
  .refine(({ hours_to_deliver }) => Object.keys(hours_to_deliver).length > 0, {
    path: ['hours_to_deliver'],
    error: 'must name the levels that are made',
  })
  .meta({ id: 'Capabilities', description: 'What a provider can do' })
export type Capabilities = z.infer<typeof Capabilities>

/** Nobody orders a level that the provider does not make; it is counted as the last. */
export function hoursOf({ hours_to_deliver }: Capabilities): Readonly<Record<ProcessingLevel, number>> {
  const longest = Math.max(...Object.values(hours_to_deliver))
  const hours = processing_levels.map((level) => [level, hours_to_deliver[level] ?? longest])
  return Object.fromEntries(hours) as Record<ProcessingLevel, number>
}

/** Whether it makes what a SKU sells. */
export function makes({ products }: Pick<Capabilities, 'products'>, sku: string): boolean {
  return products.some((one) => one === '*' || one === sku || sku.startsWith(`${one}-`))
}
