import { z } from 'zod'
import { Timestamp } from './lists.ts'

export const UpstreamStatus = z
  .object({
    url: z.string().nullable().meta({ description: 'The v1 system whose tasks are mirrored, if any' }),
    contracts: z.array(
      z.object({
        contract_id: z.string(),
        upstream_contract_id: z.string(),
        succeeded_at: Timestamp.nullable(),
        next_poll_at: Timestamp.nullable(),
        failures: z.int().meta({ description: 'In a row; each makes the wait longer, up to 15 minutes' }),
        last_error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'UpstreamStatus', description: 'How the mirroring of a v1 system goes' })
export type UpstreamStatus = z.infer<typeof UpstreamStatus>
