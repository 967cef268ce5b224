import { z } from 'zod'
import { listOf, Timestamp } from './lists.ts'

export const SetAsideJob = z
  .object({
    job_id: z.string(),
    name: z.string().meta({ examples: ['captures.plan'] }),
    contract_id: z.string().meta({ description: 'Of what it is for; empty of one that runs by the clock' }),
    order_id: z.string(),
    entity_id: z.string(),
    error: z.string().meta({ description: 'Of the last attempt' }),
    attempts: z.int(),
    set_aside_at: Timestamp,
  })
  .meta({
    id: 'SetAsideJob',
    description:
      'Work that a fault of the server keeps from ever succeeding; it waits until somebody starts it again',
  })
export type SetAsideJob = z.infer<typeof SetAsideJob>

export const SetAsideJobList = listOf(SetAsideJob, 'SetAsideJobList')
