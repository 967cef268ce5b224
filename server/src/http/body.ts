import { SwathError } from '@swath/contract/errors'
import { weighJson } from '../lib/json-weight.ts'
import { max_depth } from '../lib/storable.ts'

/**
 * The text of a body, without a byte order mark.
 * @throws SwathError `unsupported_media_type` for another charset, `invalid_request` for what is no UTF-8
 */
export function readText(body: Buffer, content_type = ''): string {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*["']?([^"';\s]*)/i.exec(content_type) ?? []
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) {
    throw new SwathError('unsupported_media_type', `Send the body as UTF-8, not as ${charset || 'nothing'}`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new SwathError('invalid_request', `The body is not UTF-8: see byte ${firstWrong(body) + 1}`)
  }
}

/** The place where the bytes differ from what can be read of them. */
function firstWrong(body: Buffer): number {
  const readable = Buffer.from(body.toString())
  return body.findIndex((byte, at) => byte !== readable[at])
}

/** One line of many may be as deep as any body, below the list that it is in; and deeper, so that it is refused. */
const kept_depth = max_depth + 10
/** A thousand orders, or 20,000 positions several times over; what is read in some twenty milliseconds. */
const max_weight = 250_000

/**
 * Reads a body of JSON, but for what is nested without end: what is left of that is still too deep for any reader.
 * Nothing is read before it is known what that costs.
 * @throws SwathError `invalid_json`, `too_large`
 */
export function readJson(body: Buffer, content_type: string | undefined): unknown {
  if (weighJson(body, kept_depth, max_weight) > max_weight) throw tooHeavy()
  const text = readText(body, content_type)
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new SwathError('invalid_json', `The body is not valid JSON: ${(error as Error).message}`)
  }
}

function tooHeavy(): SwathError {
  const detail =
    `The body is heavier than ${max_weight}, which is as much as is read at once: an entry of a list or an object ` +
    'weighs 1, the list or object 2, a text 3, a name 8. Send less, or several'
  return new SwathError('too_large', detail)
}
