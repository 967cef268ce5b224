import { SwathError } from '@swath/contract/errors'
import { requestProblem } from '../http/validation.ts'
import { type SearchInput, search_body } from './parameters.ts'
import { tokenProblem } from './search.ts'
import { type Place, readToken } from './token.ts'

export interface Continued {
  input: SearchInput
  /** The body as the link to the next page repeats it. */
  repeated: object
}

/** A POST that goes on may have its search in the body again, or in the token of the link alone. */
export function searchAfter(
  body: SearchInput | undefined,
  raw_body: unknown,
  of_link: string | undefined,
): Continued {
  const token = body?.token ?? of_link
  const { token: _, ...told } = (raw_body ?? {}) as Record<string, unknown>
  if (token === undefined) return { input: body ?? {}, repeated: told }
  if (Object.keys(told).length > 0) return { input: { ...body, token }, repeated: told }
  const { body: kept } = placeOf(token)
  if (kept === null) {
    throw new SwathError(
      'invalid_filter',
      'token: the search was too long for the link; send its body again with it',
    )
  }
  const parsed = search_body.safeParse(kept ?? {})
  if (!parsed.success) throw requestProblem(parsed.error.issues, '/', search_body)
  return { input: { ...parsed.data, token }, repeated: kept ?? {} }
}

function placeOf(token: string): Place {
  try {
    return readToken(token)
  } catch (error) {
    throw tokenProblem(error, '/')
  }
}
