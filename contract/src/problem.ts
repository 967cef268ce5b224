import { z } from 'zod'
import { type ErrorCode, errors } from './errors.ts'

const error_codes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]]

export const ProblemDocument = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(error_codes),
    message: z.string().meta({ description: 'The same as detail, for clients of the published API' }),
    description: z.string().meta({ description: 'The same as detail, for STAC clients' }),
    request_id: z.string(),
    errors: z
      .array(z.object({ pointer: z.string(), code: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Everything that is wrong, each with a JSON pointer into the body' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })
export type ProblemDocument = z.infer<typeof ProblemDocument>
