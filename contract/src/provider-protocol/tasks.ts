import { z } from 'zod'
import { Timestamp } from '../lists.ts'
import { type Kind, request_kinds } from './protocol.ts'
import { RefusalAnswer } from './refusals.ts'

const kinds = Object.keys(request_kinds) as [Kind, ...Kind[]]
const lease = z.coerce.number().int().min(5).max(86_400)

export const FetchTasks = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  wait_s: z.coerce.number().int().min(0).max(30).default(0).meta({
    description: 'How long to wait for work, if there is none',
  }),
  lease_s: lease.default(60).meta({
    description: 'For how long nobody else is given these tasks; what is not answered by then is given again',
  }),
})
export type FetchTasks = z.infer<typeof FetchTasks>

export const Acknowledgement = z
  .strictObject({ lease_s: lease.default(3600) })
  .meta({ id: 'Acknowledgement', description: 'The task is being worked on, and will take so long' })

export const ProviderTask = z
  .object({
    task_id: z.string().meta({ examples: ['ptask.<uuid>'] }),
    kind: z.enum(kinds).meta({ description: 'Which request it is of the provider protocol' }),
    body: z.looseObject({}).meta({ description: 'The body of that request' }),
    created_at: Timestamp,
    leased_until: Timestamp,
  })
  .meta({ id: 'ProviderTask', description: 'A request to a provider that fetches its work' })
export type ProviderTask = z.infer<typeof ProviderTask>

export const ProviderTaskList = z.object({ tasks: z.array(ProviderTask) }).meta({ id: 'ProviderTaskList' })
export type ProviderTaskList = z.infer<typeof ProviderTaskList>

export const TaskAnswer = z
  .union([
    z.strictObject({ answer: z.looseObject({}).meta({ description: 'The answer to that request' }) }),
    z.strictObject({ refusal: RefusalAnswer }),
  ])
  .meta({ id: 'TaskAnswer' })
export type TaskAnswer = z.infer<typeof TaskAnswer>
