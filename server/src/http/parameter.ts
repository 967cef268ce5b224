import { z } from 'zod'

/** Why a value cannot be read, as a sentence about it. */
export class Refusal extends Error {
  /** The code of the problem in the answer. */
  readonly code: string

  constructor(message: string, code = 'invalid_value') {
    super(message)
    this.code = code
  }
}

/** A parameter that is described by a JSON schema and read by a function that may throw a `Refusal`. */
export function parameter<T>(schema: Record<string, unknown>, readValue: (raw: unknown) => T) {
  return z
    .unknown()
    .transform((raw, context) => {
      try {
        return readValue(raw)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        context.addIssue({ code: 'custom', message: error.message, params: { code: error.code } })
        return z.NEVER
      }
    })
    .meta(schema)
    .optional()
}
